package dev.muster.concurrent;

import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Tasks that wait until they are let go. */
final class Gate implements AutoCloseable {
    private final CountDownLatch open = new CountDownLatch(1);

    /** A task that gives this value once the gate is open. */
    <T> Callable<T> then(T value) {
        return () -> {
            pass();
            return value;
        };
    }

    void pass() throws InterruptedException {
        if (!open.await(30, TimeUnit.SECONDS)) {
            throw new AssertionError("not opened within 30 s");
        }
    }

    void passUninterrupted() {
        while (true) {
            try {
                pass();
                return;
            } catch (InterruptedException e) {
                // what such a task does of it
            }
        }
    }

    void open() {
        open.countDown();
    }

    @Override
    public void close() {
        open();
    }
}
