package dev.muster.worker;

import dev.muster.wire.FromWorker;
import dev.muster.wire.JobCounters;
import dev.muster.wire.ToWorker;
import dev.muster.wire.WorkerEnvironment;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A worker that is an ordinary main class, as long as it does not join. Signals stay the JVM's (TERM runs its shutdown hooks and gives 143); an order to
 * stop or to reload on the control channel runs its shutdown hooks and gives 0. Thread-safe.
 */
final class PlainMain implements ControlClient.Orders {
    private static final String JOIN = "dev/muster/worker/Muster";

    private final WorkerEnvironment environment;
    private volatile @Nullable ControlClient control;

    PlainMain(WorkerEnvironment environment) {
        this.environment = environment;
    }

    /**
     * Whether its code has a call of {@link Muster#join}: such a program says itself when it is ready. One that joins from another class was ready
     * from its beginning.
     */
    static boolean joins(Class<?> type) {
        String name = type.getName();
        try (InputStream code = type.getResourceAsStream(name.substring(name.lastIndexOf('.') + 1) + ".class")) {
            return code != null && new String(code.readAllBytes(), StandardCharsets.ISO_8859_1).contains(JOIN);
        } catch (IOException e) {
            return false;
        }
    }

    /** It is ready from its beginning. */
    void connect(ControlClient client) {
        control = client;
        Muster.speaks(this);
        client.ready();
        client.start();
    }

    /** Somebody else speaks for the program from now on. */
    void handOver() {
        ControlClient client = control;
        if (client != null) {
            try {
                client.leave();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Runs it on the calling thread. As ever, the JVM lives on while non-daemon threads do. */
    void run(Class<?> type, String[] arguments) {
        try {
            Method main = type.getMethod("main", String[].class);
            main.setAccessible(true);
            main.invoke(null, (Object) arguments);
        } catch (InvocationTargetException e) {
            Throwable fault = e.getCause() == null ? e : e.getCause();
            if (!Muster.threw(fault)) {
                fault.printStackTrace();
                Exit.orderly(Exit.CRASH);
            }
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
    public void assign(ToWorker.Assign assign) {
        // it has a slot
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
