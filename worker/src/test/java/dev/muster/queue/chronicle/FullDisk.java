package dev.muster.queue.chronicle;

import dev.muster.testkit.Ballast;
import dev.muster.testkit.LoopDisk;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Fills the disk of a queue under its processes to the last byte, and frees it again. Confined to a thread. */
final class FullDisk {

    private static final long RESUME_NANOS = TimeUnit.SECONDS.toNanos(15);

    private final Ballast ballast;
    private final Victims victims;
    private final SplittableRandom random;
    private final Progress progress;
    private int fills;

    FullDisk(LoopDisk disk, Victims victims, SplittableRandom random, Progress progress) {
        this.ballast = new Ballast(disk.place());
        this.victims = victims;
        this.random = random;
        this.progress = progress;
    }

    void torture(BooleanSupplier over) {
        victims.start(0);
        victims.producers()
                .forEach(child -> child.await("put")); // a queue that is not there is not made on a full disk
        while (!over.getAsBoolean()) {
            strike(random.nextInt(1, 12), over);
            ballast.fill();
            progress.more(++fills + " times full, ");
            for (int i = random.nextInt(1, 12); i > 0 && !over.getAsBoolean(); i--) {
                victims.strike();
                ballast.fill(); // what was freed by finished jobs, too
            }
            Map<Child, Long> before = new HashMap<>();
            victims.producers().forEach(child -> before.put(child, puts(child)));
            ballast.free();
            awaitPut(before);
        }
    }

    private void strike(int times, BooleanSupplier over) {
        for (int i = 0; i < times && !over.getAsBoolean(); i++) {
            victims.strike();
        }
    }

    /** Those who were refused put again without being started anew. */
    private void awaitPut(Map<Child, Long> before) {
        long deadline = System.nanoTime() + RESUME_NANOS;
        while (before.keySet().stream().noneMatch(child -> puts(child) > before.getOrDefault(child, 0L))) {
            if (before.isEmpty() || System.nanoTime() - deadline > 0) {
                if (!before.isEmpty()) {
                    victims.note("no put within 15 s of the disk being freed"
                            + before.keySet().stream().map(Child::threads).toList());
                }
                return;
            }
            LockSupport.parkNanos(5_000_000);
        }
    }

    private static long puts(Child producer) {
        List<String> lines = Journal.lines(producer.journal());
        return lines.stream().filter(line -> line.startsWith("put ")).count();
    }

    int fills() {
        return fills;
    }
}
