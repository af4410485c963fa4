package dev.muster.queue.chronicle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.queue.Consumer;
import dev.muster.queue.Job;
import dev.muster.queue.JobQueue;
import dev.muster.queue.JobQueues;
import dev.muster.queue.Lease;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The process that reads a queue again after a reboot is killed itself. */
class KilledRebootIT {

    private static final int JOBS = 30_000;
    private static final int KILLS = 12;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    private final List<Child> children = new ArrayList<>();

    @AfterEach
    void end() {
        children.forEach(Child::kill);
        Reboot.forget();
    }

    private String url() {
        return "chronicle:" + directory.resolve("queue") + "?segment-jobs=5000&min-free=0";
    }

    private Child reboot(String stopAt, String boot) {
        Child child = Child.start(directory, "reboot", url(), stopAt, boot);
        children.add(child);
        return child;
    }

    private List<String> fill() {
        List<String> left = new ArrayList<>();
        try (JobQueue queue = JobQueues.open("crash", url());
                Consumer consumer = queue.openConsumer()) {
            for (int i = 0; i < JOBS; i++) {
                queue.put(Job.json("" + i)).toCompletableFuture().join();
                left.add("" + i);
            }
            for (int i = 0; i < 100; i++) {
                for (Lease lease : consumer.poll(70, Duration.ofSeconds(5))) {
                    left.remove(text(lease));
                    assertThat(lease.ack()).isTrue();
                }
            }
        }
        return left;
    }

    private static String text(Lease lease) {
        return new String(lease.job().payload(), StandardCharsets.UTF_8);
    }

    @Test
    @DisplayName("Q8 whoever is killed while it reads a queue again leaves it to the next one")
    void theNextOneDoesItAgain() {
        List<String> left = fill();
        reboot("PUBLISHED", "second").await("at PUBLISHED").kill(); // in the middle of its first job
        reboot("CREATED", "second").await("at CREATED").kill(); // at the end of a segment
        for (int kill = 0; kill < KILLS; kill++) {
            Child child = reboot("-", "third").await("ready");
            LockSupport.parkNanos(
                    TimeUnit.MILLISECONDS.toNanos(ThreadLocalRandom.current().nextInt(1500)));
            child.kill();
        }
        // Two at a time: one of them waits for the other, and finds nothing left to do.
        Child one = reboot("-", "third");
        Child other = reboot("-", "third");
        one.await("opened");
        other.await("opened");
        System.setProperty(Reboot.BOOT, "third");
        try (JobQueue queue = JobQueues.open("crash", url());
                Consumer consumer = queue.openConsumer()) {
            assertThat(queue.stats().ready()).isEqualTo(left.size());
            assertThat(queue.stats().puts()).isEqualTo(JOBS);
            List<String> served = new ArrayList<>();
            while (served.size() < left.size()) {
                for (Lease lease : consumer.poll(1000, Duration.ofSeconds(5))) {
                    served.add(text(lease));
                    assertThat(lease.ack()).isTrue();
                }
            }
            assertThat(served).isEqualTo(left);
            assertThat(queue.admin().verify()).isEmpty();
        }
    }
}
