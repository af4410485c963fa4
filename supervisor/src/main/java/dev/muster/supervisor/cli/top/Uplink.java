package dev.muster.supervisor.cli.top;

import dev.muster.supervisor.control.ControlClient;
import dev.muster.supervisor.control.Fields;
import dev.muster.supervisor.control.MasterAbsentException;
import dev.muster.supervisor.control.RemoteException;
import dev.muster.supervisor.control.UnreachableException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The one connection to the master: looks at the fleet every interval, and passes orders on. A master that goes away is
 * waited for. Its own thread; {@link #order} from any.
 */
final class Uplink implements Runnable {
    static final String GONE = "master gone, waiting";

    private final Supplier<ControlClient> connect;
    private final List<String> selectors;
    private final Duration interval;
    private final Queue<Happening> inbox;
    private final BlockingQueue<Order> orders = new LinkedBlockingQueue<>();
    private @Nullable ControlClient client;

    Uplink(
            ControlClient first,
            Supplier<ControlClient> connect,
            List<String> selectors,
            Duration interval,
            Queue<Happening> inbox) {
        this.client = first;
        this.connect = connect;
        this.selectors = selectors;
        this.interval = interval;
        this.inbox = inbox;
    }

    void order(Order order) {
        orders.add(order);
    }

    @Override
    public void run() {
        long next = System.nanoTime() + interval.toNanos();
        try {
            while (true) {
                Order order = orders.poll(next - System.nanoTime(), TimeUnit.NANOSECONDS);
                if (order != null) {
                    inbox.add(obey(order));
                } else {
                    next = Math.max(next + interval.toNanos(), System.nanoTime());
                }
                inbox.add(look());
            }
        } catch (InterruptedException e) {
            drop();
        }
    }

    private Happening look() {
        try {
            return new Happening.Looked(ask(connected(), selectors));
        } catch (RemoteException e) {
            return new Happening.Lost(e.text() + ", waiting");
        } catch (MasterAbsentException e) {
            return new Happening.Lost(GONE);
        } catch (UnreachableException e) {
            drop();
            return again();
        }
    }

    /** A master that was replaced has closed the connection and waits for another one. */
    private Happening again() {
        try {
            return new Happening.Looked(ask(connected(), selectors));
        } catch (MasterAbsentException e) {
            return new Happening.Lost(GONE);
        } catch (RemoteException e) {
            return new Happening.Lost(e.text() + ", waiting");
        } catch (UnreachableException e) {
            drop();
            return new Happening.Lost(e.text() + ", waiting");
        }
    }

    static Sample ask(ControlClient client, List<String> selectors) {
        Fields status = client.call("status", Map.of("selectors", selectors));
        return Sample.of(status, System.nanoTime());
    }

    private Happening.Answered obey(Order order) {
        try {
            if (order instanceof Order.Verb verb) {
                return answered(
                        verb.method(),
                        connected().call(verb.method(), Map.of("selectors", List.of(verb.worker()), "strict", false)));
            } else if (order instanceof Order.Scale scale) {
                Map<String, String> wish = Map.of("service", scale.service(), "to", scale.by());
                return answered(
                        "scale " + scale.service() + " " + scale.by(),
                        connected().call("scale", wish));
            }
            throw new IllegalStateException("not for the master: " + order);
        } catch (RemoteException e) {
            return new Happening.Answered(View.Message.bad(e.text()));
        } catch (UnreachableException e) {
            drop();
            return new Happening.Answered(View.Message.bad("not done: " + e.text()));
        }
    }

    private static Happening.Answered answered(String what, Fields accepted) {
        StringBuilder notes = new StringBuilder();
        boolean refused = false;
        for (Fields worker : accepted.objects("workers")) {
            notes.append(notes.isEmpty() ? "" : ", ")
                    .append(worker.text("id"))
                    .append(": ")
                    .append(worker.text("note"));
            refused |= worker.text("outcome").equals("REFUSED");
        }
        String text = notes.isEmpty() ? what + ": nothing to do" : notes.toString();
        return new Happening.Answered(refused ? View.Message.bad(text) : View.Message.good(text));
    }

    private ControlClient connected() {
        ControlClient open = client;
        if (open == null) {
            open = connect.get();
            client = open;
        }
        return open;
    }

    private void drop() {
        if (client != null) {
            client.close();
        }
        client = null;
    }
}
