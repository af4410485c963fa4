package dev.muster.queue.chronicle;

import dev.muster.queue.Consumer;
import dev.muster.queue.Job;
import dev.muster.queue.JobId;
import dev.muster.queue.JobQueue;
import dev.muster.queue.JobQueues;
import dev.muster.queue.Lease;
import dev.muster.queue.Priority;
import dev.muster.queue.ledger.QueueLedger;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * A producer or a consumer in a JVM of its own, made to be killed. It writes what it does into its own journal, and stops for
 * ever at the crash point that it was told, so that the kill hits exactly there.
 *
 * <p>Arguments: role, queue URL, journal, where to stop (or {@code -}; the fifth time at {@code STAGED:5}), further ones by role.
 */
final class CrashProgram {

    /** Where a consumer may stop besides the engine's own crash points. */
    static final String IN_HANDLER = "IN_HANDLER";

    private final JobQueue queue;
    private final Journal journal;
    private final String stopAt;

    private CrashProgram(JobQueue queue, Journal journal, String stopAt) {
        this.queue = queue;
        this.journal = journal;
        this.stopAt = stopAt;
    }

    public static void main(String[] args) throws IOException {
        Journal journal = new Journal(Path.of(args[2]));
        if (args[0].equals("master")) {
            QueueLedger.open(Path.of(args[1])).lockAsMaster();
            journal.line("ready");
            stopForEver();
        }
        String[] stop = args[3].split(":", -1);
        AtomicInteger left = new AtomicInteger(stop.length == 1 ? 1 : Integer.parseInt(stop[1]));
        CrashPoint.listener(point -> {
            if (point.name().equals(stop[0]) && left.decrementAndGet() <= 0) {
                journal.line("at " + point);
                stopForEver();
            }
        });
        try (JobQueue queue = JobQueues.open("crash", args[1])) {
            CrashProgram program = new CrashProgram(queue, journal, args[3]);
            switch (args[0]) {
                case "consume" -> program.consume();
                case "hold" -> program.hold(Integer.parseInt(args[4]));
                case "drain" -> program.drain();
                case "work" -> program.work(Integer.parseInt(args[4]));
                case "move" -> program.move(Duration.parse(args[4]));
                case "produce" -> program.produce(args[4], Integer.parseInt(args[5]), false);
                case "batch" -> program.batch(args[4], Integer.parseInt(args[5]));
                case "vary" -> program.produce(args[4], Integer.parseInt(args[5]), true);
                default -> throw new IllegalArgumentException(args[0]);
            }
        }
        journal.line("over");
    }

    private static void stopForEver() {
        while (true) {
            LockSupport.park();
        }
    }

    private void produce(String prefix, int jobs, boolean vary) {
        journal.line("ready");
        RandomGenerator random = RandomGenerator.getDefault();
        for (int i = 0; i < jobs; ) {
            int batch = vary && random.nextInt(10) == 0 ? 1 + random.nextInt(64) : 1;
            List<Job> put = new ArrayList<>();
            for (int k = 0; k < batch; k++) {
                String name = prefix + "-" + i++;
                journal.line("intent " + name);
                put.add(vary ? varied(name, random.nextInt(100)) : Job.json(name));
            }
            List<JobId> ids = batch == 1
                    ? List.of(queue.put(put.get(0)).toCompletableFuture().join())
                    : queue.putAll(put).toCompletableFuture().join();
            for (int k = 0; k < batch; k++) {
                journal.line("put " + new String(put.get(k).payload(), StandardCharsets.UTF_8) + " " + ids.get(k));
            }
        }
    }

    private void batch(String prefix, int jobs) {
        journal.line("ready");
        queue.putAll(IntStream.range(0, jobs)
                        .mapToObj(i -> Job.json(prefix + "-" + i))
                        .toList())
                .toCompletableFuture()
                .join();
    }

    private static Job varied(String name, int dice) {
        Job job = Job.json(name);
        if (dice < 10) {
            return job.withPriority(Priority.HIGH);
        }
        if (dice < 20) {
            return job.withPriority(Priority.LOW);
        }
        if (dice < 25) {
            return job.withUniqueKey("key-" + dice);
        }
        if (dice < 28) {
            return job.withDelay(Duration.ofMinutes(10));
        }
        return dice < 32 ? job.withDelay(Duration.ofMillis(dice * 10L)) : job;
    }

    /** Takes so many jobs, in two slots, and keeps them. */
    private void hold(int jobs) {
        Consumer one = queue.openConsumer();
        Consumer other = queue.openConsumer();
        journal.line("ready");
        for (int i = 0; i < jobs; i++) {
            name((i % 2 == 0 ? one : other).poll(1, Duration.ofMinutes(1)).get(0));
        }
        journal.line("at HOLD");
        stopForEver();
    }

    private static String name(Lease lease) {
        return new String(lease.job().payload(), StandardCharsets.UTF_8);
    }

    /** Takes a job, hears of the stop, and does not end. */
    private void drain() {
        Consumer consumer = queue.openConsumer();
        journal.line("took " + name(consumer.poll(1, Duration.ofMinutes(1)).get(0)));
        consumer.drain();
        journal.line("at DRAIN");
        stopForEver();
    }

    /** Works on several threads, until a pill is among the jobs. */
    private void work(int threads) {
        journal.line("ready");
        for (int i = 0; i < threads; i++) {
            new Thread(this::work).start();
        }
        stopForEver();
    }

    private void work() {
        Consumer consumer = queue.openConsumer();
        while (true) {
            for (Lease lease : consumer.poll(1, Duration.ofSeconds(1))) {
                if (name(lease).startsWith("pill")) {
                    LockSupport.parkNanos(20_000_000); // with company, if it has any
                    Runtime.getRuntime().halt(134);
                }
                LockSupport.parkNanos(5_000_000);
                lease.ack();
            }
        }
    }

    /** Moves what will be due, and gives some of the dead another chance. */
    private void move(Duration later) {
        journal.line("ready");
        RandomGenerator random = RandomGenerator.getDefault();
        while (true) {
            if (stopAt.equals("-")) {
                queue.deadLetters().list(20).stream()
                        .filter(letter -> random.nextInt(4) == 0)
                        .forEach(letter -> queue.deadLetters().retry(letter.id()));
            }
            ((ChronicleJobQueue) queue).shared().mover().round(System.currentTimeMillis() + later.toMillis());
            LockSupport.parkNanos(1_000_000);
        }
    }

    private void consume() {
        RandomGenerator random = RandomGenerator.getDefault();
        Consumer consumer = queue.openConsumer();
        journal.line("ready");
        while (true) {
            for (Lease lease :
                    consumer.poll(1 + random.nextInt(random.nextInt(10) == 0 ? 64 : 8), Duration.ofSeconds(1))) {
                String name = new String(lease.job().payload(), StandardCharsets.UTF_8);
                journal.line("start " + name + " " + lease.attempt() + " " + lease.crashes() + " " + lease.id());
                if (stopAt.equals(IN_HANDLER)) {
                    journal.line("at " + IN_HANDLER);
                    stopForEver();
                }
                settle(lease, name, random.nextInt(100));
            }
        }
    }

    private void settle(Lease lease, String name, int dice) {
        if (stopAt.equals("-") && dice < 4) {
            journal.line("retried " + name + " " + lease.retry(Duration.ofMillis(dice * 20L), "dice"));
        } else if (stopAt.equals("-") && dice < 8) {
            journal.line("released " + name + " " + lease.release());
        } else if (stopAt.equals("-") && dice < 9) {
            journal.line("end " + name);
            journal.line("buried " + name + " " + lease.bury("dice"));
        } else {
            journal.line("end " + name);
            journal.line("acked " + name + " " + lease.ack());
        }
    }
}
