package dev.muster.examples;

import dev.muster.concurrent.Periodic;
import dev.muster.concurrent.PeriodicTasks;
import java.time.Duration;

/** Two periodic tasks, every second and every four: {@code periodic [SECONDS]}. In a worker they would be {@code context.periodic()}'s. */
final class Clocks {

    private Clocks() {}

    static void main(Words words) throws Exception {
        Duration longest = Duration.ofSeconds(words.number(0, 9));
        System.out.print(Timed.work(() -> table(longest, Duration.ofSeconds(1))));
    }

    /** What the watchers tell after so long a time. */
    static String table(Duration longest, Duration spacing) throws InterruptedException {
        try (PeriodicTasks tasks = PeriodicTasks.create()) {
            tasks.add(Periodic.every(spacing).named("often"), () -> {});
            tasks.add(Periodic.every(spacing.multipliedBy(4)).named("seldom"), () -> {});
            tasks.awaitEnd(longest);
            return tasks.table();
        }
    }
}
