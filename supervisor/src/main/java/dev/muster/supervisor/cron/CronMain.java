package dev.muster.supervisor.cron;

import dev.muster.queue.Job;
import dev.muster.queue.JobQueue;
import dev.muster.queue.JobQueues;
import dev.muster.queue.Priority;
import dev.muster.wire.Json;
import dev.muster.wire.JsonException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.CompletionException;

/**
 * Puts the jobs of crons, each time's once, and ends: 0 when every time has its job, whoever put it, else 1 with the reasons on stderr. The
 * queue remembers which times had theirs; the master reads it there.
 */
public final class CronMain {

    private CronMain() {}

    /** Takes its order from the environment. */
    public static void main(String[] arguments) {
        System.exit(run(System.getenv().getOrDefault(CronOrder.VARIABLE, "")) ? 0 : 1);
    }

    static boolean run(String text) {
        CronOrder order;
        try {
            order = Json.read(text, CronOrder.class);
        } catch (JsonException e) {
            System.err.println("this process is started by a master, with an order in " + CronOrder.VARIABLE + ": "
                    + e.getMessage());
            return false;
        }
        if (order.version() != CronOrder.VERSION) {
            System.err.println("the master is of another release (order " + order.version() + ", expected "
                    + CronOrder.VERSION + "): run `muster reexec`");
            return false;
        }
        boolean well = true;
        for (CronOrder.Item item : order.items()) {
            try {
                put(item);
            } catch (RuntimeException e) {
                Throwable cause = e instanceof CompletionException && e.getCause() != null ? e.getCause() : e;
                System.err.println(item.cron() + ": " + (cause.getMessage() == null ? cause : cause.getMessage()));
                well = false;
            }
        }
        return well;
    }

    private static void put(CronOrder.Item item) {
        Priority priority = Priority.valueOf(item.priority().toUpperCase(Locale.ROOT));
        Job job = Job.json(item.payload()).withType(item.type()).withPriority(priority);
        try (JobQueue queue = JobQueues.open(item.queue(), item.address())) {
            for (CronOrder.Tick tick : item.ticks()) {
                Duration delay = Duration.between(Instant.now(), Instant.parse(tick.readyAt()));
                queue.putOnce(
                                item.cron(),
                                Instant.parse(tick.at()),
                                job.withDelay(delay.isNegative() ? Duration.ZERO : delay))
                        .toCompletableFuture()
                        .join();
            }
        }
    }
}
