package dev.muster.concurrent;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** A clock, and delays, that pass by hand. Of one thread, apart from the reading. */
final class HandAlarm implements Alarm, LongSupplier {
    private record Pending(long at, Runnable due) {}

    private final List<Pending> pending = new ArrayList<>();
    private final AtomicLong now = new AtomicLong();
    boolean stopped;

    @Override
    public long getAsLong() {
        return now.get();
    }

    @Override
    public Runnable set(Duration delay, Runnable due) {
        Pending one = new Pending(now.get() + delay.toNanos(), due);
        pending.add(one);
        return () -> pending.remove(one);
    }

    @Override
    public void stop() {
        stopped = true;
    }

    void pass(Duration time) {
        now.addAndGet(time.toNanos());
        for (Pending one : List.copyOf(pending)) {
            if (one.at <= now.get() && pending.remove(one)) {
                one.due.run();
            }
        }
    }

    int pending() {
        return pending.size();
    }
}
