package dev.muster.worker;

import dev.muster.wire.FromWorker;
import dev.muster.wire.JobCounters;
import dev.muster.wire.QueueAddress;
import dev.muster.wire.RoleCounters;
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

    private record Practice(long number, String text, List<String> words) {}

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

    private static void work(WorkerEnvironment environment, Path scratch) throws InterruptedException {
        WorkerEnvironment tour = new WorkerEnvironment(
                environment.worker(),
                environment.incarnation(),
                Optional.empty(),
                "{}",
                Map.of(ROLE, new QueueAddress(ROLE, "chronicle:" + scratch.resolve(ROLE))),
                Duration.ZERO,
                Duration.ZERO,
                Optional.empty());
        StopSignal stop = new StopSignal();
        Hooks hooks = new Hooks(ROLE, () -> {}, WarmUp::unexpected);
        LiveContext context = new LiveContext(tour, Settings.of(Map.of()), stop, () -> {}, why -> {}, hooks, () -> {});
        try {
            practise(context);
        } finally {
            stop.beStopping();
            context.queues().quiet();
            context.joinHandlers();
            context.queues().close();
        }
    }

    /** Otherwise each of its first some hundred jobs would take milliseconds, and its compilers the processors of those that serve. */
    private static void practise(LiveContext context) throws InterruptedException {
        Semaphore done = new Semaphore(0);
        context.handle(ROLE, Practice.class, (practice, job) -> {
            done.release();
            return Outcome.done();
        });
        WorkQueue<Practice> queue = context.queue(ROLE, Practice.class);
        long began = System.nanoTime();
        for (int i = 0; i < JOBS && System.nanoTime() - began < LONGEST_NANOS; i++) {
            queue.put(new Practice(i, "as long as many a job is", List.of("one", "two")));
            done.acquire();
        }
    }

    private static void unexpected(@Nullable Throwable fault) {
        WorkerLog.warn("a spare's warm-up: " + fault);
    }
}
