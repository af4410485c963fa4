package dev.muster.concurrent;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;

/** Two clocks that a test moves, apart if it likes, and an executor that runs what it holds when told. */
final class HandCrank implements InstantSource, Executor {
    private long nanos = 5;
    private Instant wall = Instant.parse("2026-03-01T10:07:30Z");
    private final Queue<Runnable> held = new ArrayDeque<>();
    private boolean holding;

    /** Both clocks. */
    void pass(Duration time) {
        nanos += time.toNanos();
        wall = wall.plus(time);
    }

    /** The wall clock is set. */
    void set(Duration ahead) {
        wall = wall.plus(ahead);
    }

    long nanos() {
        return nanos;
    }

    @Override
    public Instant instant() {
        return wall;
    }

    void hold() {
        holding = true;
    }

    @Override
    public void execute(Runnable task) {
        if (holding) {
            held.add(task);
        } else {
            task.run();
        }
    }

    void runHeld() {
        while (!held.isEmpty()) {
            held.remove().run();
        }
    }
}
