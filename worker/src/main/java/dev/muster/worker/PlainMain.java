package dev.muster.worker;

import dev.muster.wire.FromWorker;
import dev.muster.wire.JobCounters;
import dev.muster.wire.ToWorker;
import dev.muster.wire.WorkerEnvironment;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Map;

/**
 * A worker that is an ordinary main class. Signals stay the JVM's (TERM runs its shutdown hooks and gives 143); an order to
 * stop or to reload on the control channel runs its shutdown hooks and gives 0. Thread-safe.
 */
final class PlainMain implements ControlClient.Orders {
    private final WorkerEnvironment environment;

    PlainMain(WorkerEnvironment environment) {
        this.environment = environment;
    }

    /** Runs it on the calling thread. As ever, the JVM lives on while non-daemon threads do. */
    void run(Class<?> type, String[] arguments) {
        try {
            Method main = type.getMethod("main", String[].class);
            main.setAccessible(true);
            main.invoke(null, (Object) arguments);
        } catch (InvocationTargetException e) {
            Throwable fault = e.getCause() == null ? e : e.getCause();
            fault.printStackTrace();
            Exit.orderly(Exit.CRASH);
        } catch (ReflectiveOperationException e) {
            System.err.println(environment.worker() + ": " + type.getName()
                    + " is neither a dev.muster.worker.Service nor a class with public static void main(String[])");
            Exit.orderly(Exit.CRASH);
        }
    }

    @Override
    public void stop(ToWorker.Stop order) {
        exit(Duration.ofMillis(order.graceMs()));
    }

    @Override
    public void quiet() {
        // it has no queue that we know of
    }

    @Override
    public void reload(ToWorker.Reload order) {
        exit(environment.grace());
    }

    @Override
    public void dump() {
        new Thread(() -> System.err.print(ThreadDump.of(environment.worker())), "muster-dump").start();
    }

    @Override
    public void died(ToWorker.Died died) {
        // it has asked for nothing
    }

    @Override
    public FromWorker.Heartbeat heartbeat() {
        return new FromWorker.Heartbeat(Map.of(), new JobCounters(0, 0, 0));
    }

    @Override
    public void masterGone(Duration since) {
        Exit.leaveNoWord();
        Exit.say(environment.worker() + ": master has been gone for " + DurationText.of(since) + ", stopping");
        exit(environment.grace());
    }

    private static void exit(Duration grace) {
        Duration own = Exit.own(grace);
        Exit.within(own, () -> "graceful shutdown timeout (" + DurationText.of(grace) + ") exceeded");
        new Thread(() -> Exit.orderly(0), "muster-stop").start();
    }
}
