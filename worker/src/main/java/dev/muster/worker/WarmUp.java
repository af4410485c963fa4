package dev.muster.worker;

import dev.muster.queue.QueueLocation;
import dev.muster.wire.FromWorker;
import dev.muster.wire.JobCounters;
import dev.muster.wire.QueueAddress;
import dev.muster.wire.RoleCounters;
import dev.muster.wire.ToWorker;
import dev.muster.wire.WorkerEnvironment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Takes the way of a worker's first job before there is one, on a queue of its own that nobody else sees and that is thrown away: what it
 * loads, initializes and compiles is there when the real job comes. The real queue is not opened, for whoever has it open owns a
 * slot of it. The main thread's own.
 */
final class WarmUp {
    private static final String ROLE = "tour";

    /** The JVM's first compiler begins after 200 calls, its second after 5,000, or 15,000 with loops. */
    private static final int JOBS = 6_000;

    /** Not for ever on a busy machine, behind all others. */
    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(3);

    private static final int MOST_AT_ONCE = 8;

    /** How often the queue is opened: at the first time that takes thrice as long as at the twentieth. */
    private static final int OPENED = 20;

    private record Practice(long number, String text, List<String> words) {}

    private static final class Understudy implements Service {
        @Override
        public void run(WorkerContext context) {}
    }

    private record Drill<T>(WorkQueue<T> queue, PutOptions options, T payload) {
        Drill(WorkQueue<T> queue, String handler, T payload) {
            this(queue, PutOptions.NONE.withType(handler), payload);
        }

        void put() {
            queue.put(payload, options);
        }
    }

    private WarmUp() {}

    /** @throws ClassNotFoundException when the service's class is not there; nothing else goes wrong here for good */
    static void run(Map<String, String> variables, String type) throws ClassNotFoundException {
        Class<?> service = Class.forName(type, false, WarmUp.class.getClassLoader());
        try {
            link(service);
            WorkerEnvironment environment = WorkerEnvironment.read(variables);
            WorkerMain.settings(environment);
            talk();
            String scratch = variables.get(WorkerEnvironment.SPARE_SCRATCH);
            boolean hasQueue = environment.queues().values().stream()
                    .anyMatch(queue -> queue.url().startsWith("chronicle:"));
            if (scratch != null && hasQueue) {
                work(environment, Path.of(scratch));
            }
            assign(variables);
        } catch (Exception | LinkageError cold) {
            // The worker that this becomes will say what is wrong, if it is wrong for it as well.
            WorkerLog.warn("a spare is not as warm as it could be: " + cold);
        }
        System.gc(); // it may wait for long, and others need the memory
    }

    /** Loads also the classes that its constructors and methods name. */
    private static int link(Class<?> service) {
        return service.getDeclaredConstructors().length + service.getDeclaredMethods().length;
    }

    /** What a worker says to its master in the beginning. */
    private static void talk() {
        FromWorker.Heartbeat beat =
                new FromWorker.Heartbeat(Map.of(ROLE, new RoleCounters(0, 0, 0, 0, 0, 0)), new JobCounters(0, 0, 0));
        for (FromWorker message :
                new FromWorker[] {new FromWorker.Hello(ROLE + ".1", 1, 1, "", 1), new FromWorker.Ready(), beat}) {
            message.line();
        }
    }

    /** The way from the master's word to the service, as far as nothing of it stays. */
    private static void assign(Map<String, String> variables) throws Exception {
        Map<String, String> slot = Map.of(
                WorkerEnvironment.WORKER, ROLE + ".1", WorkerEnvironment.SLOT, "1", WorkerEnvironment.INCARNATION, "1");
        Standby.assignment(new ToWorker.Assign(slot).line());
        Variables.add(Map.of());
        Exit.leaveWord(Path.of(variables.getOrDefault(WorkerEnvironment.SPARE_SCRATCH, "")), 0);
        Exit.leaveNoWord();
        WorkerEnvironment environment = tour(ROLE + ".1", Map.of());
        Lifecycle life = new Lifecycle(environment, Settings.of(Map.of()));
        new ControlClient(Path.of(""), environment, WorkerMain.hello(environment), life).discard();
        WorkerMain.construct(Understudy.class, life.context());
        link(Conversation.class);
    }

    private static WorkerEnvironment tour(String worker, Map<String, QueueAddress> queues) {
        return new WorkerEnvironment(
                worker, 1, Optional.empty(), "{}", queues, Duration.ZERO, Duration.ZERO, Optional.empty());
    }

    private static void work(WorkerEnvironment environment, Path scratch) throws InterruptedException {
        long end = System.nanoTime() + LONGEST_NANOS;
        String url = QueueLocation.url("chronicle", scratch.resolve(ROLE));
        WorkerEnvironment tour = tour(environment.worker(), Map.of(ROLE, new QueueAddress(ROLE, url)));
        for (int i = 0; i < OPENED && System.nanoTime() - end < 0; i++) {
            work(tour, end);
        }
    }

    private static void work(WorkerEnvironment tour, long end) throws InterruptedException {
        StopSignal stop = new StopSignal();
        Hooks hooks = new Hooks(ROLE, () -> {}, WarmUp::unexpected);
        LiveContext context = new LiveContext(tour, Settings.of(Map.of()), stop, () -> {}, why -> {}, hooks, () -> {});
        try {
            practise(context, end);
        } finally {
            stop.beStopping();
            context.queues().quiet();
            context.joinHandlers();
            context.queues().close();
        }
    }

    /**
     * Otherwise each of its first some hundred jobs would take milliseconds, and its compilers the processors of those that serve. Of several
     * kinds and by one or many at a time: what is compiled for one handler and one way alone is thrown away at the first real job.
     */
    private static void practise(LiveContext context, long end) throws InterruptedException {
        Semaphore done = new Semaphore(0);
        context.handle(
                ROLE,
                Handlers.of("record", Practice.class, (practice, job) -> done(done))
                        .and("text", String.class, (text, job) -> done(done))
                        .and("number", Long.class, (number, job) -> done(done)));
        List<Drill<?>> drills = List.of(
                new Drill<>(
                        context.queue(ROLE, Practice.class),
                        "record",
                        new Practice(1, "as long as many a job is", List.of("one", "two"))),
                new Drill<>(context.queue(ROLE, String.class), "text", "as long as many a job is"),
                new Drill<>(context.queue(ROLE, Long.class), "number", 1L));
        boolean handled = true;
        int burst = 0;
        for (int jobs = 0; jobs < JOBS / OPENED && handled; jobs += burst) {
            burst = burst % MOST_AT_ONCE + 1;
            for (int i = 0; i < burst; i++) {
                drills.get((jobs + i) % drills.size()).put();
            }
            handled = done.tryAcquire(burst, end - System.nanoTime(), TimeUnit.NANOSECONDS);
        }
    }

    private static Outcome done(Semaphore done) {
        done.release();
        return Outcome.done();
    }

    private static void unexpected(@Nullable Throwable fault) {
        WorkerLog.warn("a spare's warm-up: " + fault);
    }
}
