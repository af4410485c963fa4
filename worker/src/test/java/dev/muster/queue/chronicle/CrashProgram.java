package dev.muster.queue.chronicle;

import dev.muster.queue.AppendLog;
import dev.muster.queue.Consumer;
import dev.muster.queue.Job;
import dev.muster.queue.JobId;
import dev.muster.queue.JobQueue;
import dev.muster.queue.JobQueues;
import dev.muster.queue.Lease;
import dev.muster.queue.Priority;
import dev.muster.queue.QueueFullException;
import dev.muster.queue.QueueStats;
import dev.muster.queue.ledger.DiskFullException;
import dev.muster.queue.ledger.JobWord;
import dev.muster.queue.ledger.Lane;
import dev.muster.queue.ledger.LedgerFile;
import dev.muster.queue.ledger.QueueLedger;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
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

    /** How long a producer waits after a refusal. */
    private static final long REFUSED_NANOS = 2_000_000;

    /** How long {@code finish} waits for the next job that is left. */
    private static final long STUCK_NANOS = 30_000_000_000L;

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
        if (args[0].equals("tend")) {
            tend(QueueLedger.open(Path.of(args[1])), journal);
        }
        CrashPoint.listener(stop(args[3], journal));
        if (args[0].equals("reboot")) {
            System.setProperty(Reboot.BOOT, args[4]);
            journal.line("ready");
        }
        if (args[0].equals("append")) {
            append(
                    args[1],
                    args[3].equals("-") ? String.valueOf(ProcessHandle.current().pid()) : "x",
                    journal);
        }
        try (JobQueue queue = JobQueues.open("crash", args[1])) {
            CrashProgram program = new CrashProgram(queue, journal, args[3]);
            switch (args[0]) {
                case "reboot" -> journal.line("opened");
                case "consume" -> program.consume();
                case "hold" -> program.hold(Integer.parseInt(args[4]));
                case "drain" -> program.drain();
                case "outlast" -> new Endurance(queue, journal).outlast(args[4]);
                case "checkpoint" -> program.checkpoint(Integer.parseInt(args[4]));
                case "exclude" -> program.exclude(Path.of(args[4]), Integer.parseInt(args[5]));
                case "settle" -> program.settle(args[4], Integer.parseInt(args[5]));
                case "work" -> program.work(Integer.parseInt(args[4]));
                case "move" -> program.move(Duration.parse(args[4]));
                case "produce" -> program.produce(args[4], Integer.parseInt(args[5]), false);
                case "batch" -> program.batch(args[4], Integer.parseInt(args[5]));
                case "finish" -> program.finish(Duration.parse(args[4]));
                case "delay" -> program.put(List.of(Job.json("delayed").withDelay(Duration.parse(args[4]))));
                case "tick" ->
                    queue.putOnce("nightly", Instant.parse(args[4]), Job.json("tick"))
                            .toCompletableFuture()
                            .join();
                case "vary" -> program.produce(args[4], Integer.parseInt(args[5]), true);
                default -> throw new IllegalArgumentException(args[0]);
            }
        }
        journal.line("over");
    }

    /** Stops at the first time that a point is reached, or at that one which a number behind a colon says. */
    private static CrashPoint.Listener stop(String where, Journal journal) {
        String[] words = where.split(":", 2);
        int nth = words.length > 1 ? Integer.parseInt(words[1]) : 1;
        AtomicInteger reached = new AtomicInteger();
        return point -> {
            if (point.name().equals(words[0]) && reached.incrementAndGet() >= nth) {
                journal.line("at " + point);
                stopForEver();
            }
        };
    }

    private static void stopForEver() {
        while (true) {
            LockSupport.park();
        }
    }

    /** Appends to a log for ever, entries of different lengths. */
    private static void append(String url, String prefix, Journal journal) {
        RandomGenerator random = RandomGenerator.getDefault();
        AppendLog log = new ChronicleEngine().openLog("log", url, () -> {});
        journal.line("ready");
        for (int i = 0; true; i++) {
            String entry = prefix + "-" + i;
            long index = log.append("", padded(entry, random).getBytes(StandardCharsets.UTF_8));
            journal.line("appended " + entry + " " + index);
        }
    }

    /** What a master does, which has no engine. */
    private static void tend(QueueLedger queue, Journal journal) {
        journal.line("ready");
        while (true) {
            int given = queue.recoverAll();
            QueueStats stats = queue.stats();
            journal.line("counts " + given + " " + stats.ready() + " " + stats.backlog());
            LockSupport.parkNanos(50_000_000);
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
                Job job = vary ? varied(padded(name, random), random.nextInt(100)) : Job.json(name);
                journal.line("intent " + name + " " + job.uniqueKey());
                put.add(job);
            }
            put(put);
        }
    }

    /** Some are much larger than the others, and none as large as the next. */
    private static String padded(String name, RandomGenerator random) {
        return random.nextInt(20) == 0 ? name + " ".repeat(random.nextInt(40_000)) : name;
    }

    private void put(List<Job> jobs) {
        List<JobId> ids;
        try {
            ids = jobs.size() == 1
                    ? List.of(queue.put(jobs.get(0)).toCompletableFuture().join())
                    : queue.putAll(jobs).toCompletableFuture().join();
        } catch (CompletionException e) {
            if (!(e.getCause() instanceof QueueFullException full)) {
                throw e;
            }
            ids = full.accepted();
            journal.line("refused " + (jobs.size() - ids.size()) + " " + full.bound());
        }
        for (int k = 0; k < ids.size(); k++) {
            journal.line("put " + name(jobs.get(k)) + " " + ids.get(k));
        }
        if (ids.size() < jobs.size()) {
            LockSupport.parkNanos(REFUSED_NANOS);
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
            Lease lease =
                    (i % 2 == 0 ? one : other).poll(1, Duration.ofMinutes(1)).get(0);
            lease.progress(0.5, "holds");
        }
        journal.line("at HOLD");
        stopForEver();
    }

    private static String name(Lease lease) {
        return name(lease.job());
    }

    private static String name(Job job) {
        return new String(job.payload(), StandardCharsets.UTF_8).strip();
    }

    /** Takes a job, hears of the stop, and does not end. */
    private void drain() {
        Consumer consumer = queue.openConsumer();
        journal.line("took " + name(consumer.poll(1, Duration.ofMinutes(1)).get(0)));
        consumer.drain();
        journal.line("at DRAIN");
        stopForEver();
    }

    /** Takes a job and does nothing but save how far it is: a number, again and again, in as many bytes as that. */
    private void checkpoint(int most) {
        Lease lease = queue.openConsumer().poll(1, Duration.ofMinutes(1)).get(0);
        byte[] before = lease.checkpoint().orElse(new byte[0]);
        journal.line("found " + before.length + " " + (isComplete(before) ? "complete" : "broken"));
        for (int i = before.length + 1; ; i = i % most + 1) {
            byte[] state = new byte[i];
            Arrays.fill(state, (byte) i);
            journal.line("intent " + i);
            lease.checkpoint(state);
            journal.line("saved " + i);
        }
    }

    private static boolean isComplete(byte[] state) {
        byte[] expected = new byte[state.length];
        Arrays.fill(expected, (byte) state.length);
        return Arrays.equals(state, expected);
    }

    /** Works, and makes sure by locks of its own that no more than so many jobs are worked on at a time. */
    private void exclude(Path file, int most) throws IOException {
        try (FileChannel running =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            Consumer consumer = queue.openConsumer();
            journal.line("ready");
            while (true) {
                for (Lease lease : consumer.poll(1, Duration.ofSeconds(1))) {
                    journal.line("start " + name(lease));
                    FileLock lock = null;
                    for (int i = 0; i < most && lock == null; i++) {
                        lock = running.tryLock(i, 1, false);
                    }
                    if (lock == null) {
                        journal.line("too many with " + name(lease));
                    }
                    LockSupport.parkNanos(5_000_000);
                    if (lock != null) {
                        lock.release();
                    }
                    lease.ack();
                    journal.line("acked " + name(lease));
                }
            }
        }
    }

    /** Takes a batch and settles all of it in one way. */
    private void settle(String how, int jobs) {
        Consumer consumer = queue.openConsumer();
        List<Lease> leases = consumer.poll(jobs, Duration.ofMinutes(1));
        for (Lease lease : leases) {
            switch (how) {
                case "ack" -> lease.ack();
                case "retry" -> lease.retry(Duration.ofMinutes(1), how);
                case "release" -> lease.release();
                case "snooze" -> lease.snooze(Duration.ofMinutes(1));
                case "bury" -> lease.bury(how);
                default -> throw new IllegalArgumentException(how);
            }
        }
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
            try {
                if (stopAt.equals("-")) {
                    queue.deadLetters().list(20).stream()
                            .filter(letter -> random.nextInt(4) == 0)
                            .forEach(letter -> queue.deadLetters().retry(letter.id()));
                }
                ((ChronicleJobQueue) queue).shared().mover().round(System.currentTimeMillis() + later.toMillis());
            } catch (DiskFullException e) {
                journal.line("full");
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    private void consume() {
        RandomGenerator random = RandomGenerator.getDefault();
        Consumer consumer = queue.openConsumer();
        journal.line("ready");
        while (true) {
            List<Lease> leases =
                    consumer.poll(1 + random.nextInt(random.nextInt(10) == 0 ? 64 : 8), Duration.ofSeconds(1));
            for (Lease lease : leases) {
                String name = start(lease);
                if (stopAt.equals(IN_HANDLER)) {
                    journal.line("at " + IN_HANDLER);
                    stopForEver();
                }
                settle(lease, name, random.nextInt(100));
            }
            if (leases.isEmpty() && queue.stats().ready() == 0) {
                journal.line("idle");
            }
        }
    }

    private String start(Lease lease) {
        String name = name(lease);
        journal.line("start " + name + " " + lease.attempt() + " " + lease.crashes() + " " + lease.id());
        return name;
    }

    /** Does what is left, whatever it is due, proves that the queue still takes jobs, and tells the last counts. */
    private void finish(Duration later) {
        Consumer consumer = queue.openConsumer();
        journal.line("ready");
        finish(consumer, later);
        String last = "last-" + ProcessHandle.current().pid();
        journal.line("intent " + last + " ");
        put(List.of(Job.json(last)));
        finish(consumer, later);
        waiting().forEach(name -> journal.line("waits " + name));
        queue.admin().verify().forEach(problem -> journal.line("problem " + problem));
        journal.line("counts " + queue.stats());
        journal.line(Left.line(queue.stats(), queue.counters()));
    }

    /**
     * Jobs that cannot run while we are here: a power cut has undone that their time was made to come early. The mover takes none of
     * these, which have left the lane of the delayed ones already.
     */
    private List<String> waiting() {
        long end = System.currentTimeMillis() + TimeUnit.NANOSECONDS.toMillis(STUCK_NANOS);
        SharedQueue shared = ((ChronicleJobQueue) queue).shared();
        DocumentReader reader = new DocumentReader(shared.directory(), shared.segments());
        List<String> names = new ArrayList<>();
        for (Lane lane : Lane.RUN) {
            for (LedgerFile ledger : shared.directory().ledgers(lane)) {
                int count = ledger.published();
                for (int i = ledger.moveLow(count); i < count; i++) {
                    long word = ledger.word(i);
                    if (JobWord.state(word) == JobWord.DELAYED && JobWord.timeMs(word) > end) {
                        names.add(name(
                                Objects.requireNonNull(reader.read(ledger, i)).job()));
                    }
                }
            }
        }
        return names;
    }

    private void finish(Consumer consumer, Duration later) {
        long deadline = System.nanoTime() + STUCK_NANOS;
        ((ChronicleJobQueue) queue).shared().mover().round(System.currentTimeMillis() + later.toMillis());
        while (queue.stats().backlog() > waiting().size() && System.nanoTime() - deadline < 0) {
            ((ChronicleJobQueue) queue).shared().mover().round(System.currentTimeMillis() + later.toMillis());
            for (Lease lease : consumer.poll(100, Duration.ofMillis(200))) {
                String name = start(lease);
                journal.line("end " + name);
                journal.line("acked " + name + " " + lease.ack());
                deadline = System.nanoTime() + STUCK_NANOS;
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
