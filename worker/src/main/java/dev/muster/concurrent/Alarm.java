package dev.muster.concurrent;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** What waits for delays to pass. Thread-safe. */
interface Alarm {

    /** Has something done once the delay has passed. @return takes it back */
    Runnable set(Duration delay, Runnable due);

    /** No more is set. */
    void stop();

    /** With one thread, which comes with the first delay and goes some time after the last. */
    static Alarm onThread(String name) {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, ThreadSource.platform(name + "-delays"));
        timer.setRemoveOnCancelPolicy(true);
        timer.setKeepAliveTime(10, TimeUnit.SECONDS);
        timer.allowCoreThreadTimeOut(true);
        return new Alarm() {
            @Override
            public Runnable set(Duration delay, Runnable due) {
                Future<?> pending = timer.schedule(due, Nanos.of(delay), TimeUnit.NANOSECONDS);
                return () -> pending.cancel(false);
            }

            @Override
            public void stop() {
                timer.shutdown();
            }
        };
    }
}
