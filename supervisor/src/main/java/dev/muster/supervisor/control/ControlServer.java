package dev.muster.supervisor.control;

import dev.muster.supervisor.loop.FleetSnapshot;
import dev.muster.supervisor.process.Peer;
import dev.muster.supervisor.process.UnixSockets;
import dev.muster.supervisor.spec.Home;
import dev.muster.wire.Rpc;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The master's ears: control.sock, worker.sock and notify.sock on one thread, {@code muster-control}. Opening and closing
 * belong to the master's main thread.
 */
public final class ControlServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ControlServer.class);
    private static final int MOST_STRANGERS = 256;

    private final ControlSockets sockets;
    private final ControlPorts ports;
    private final Limits limits;
    private final Access access;
    private final SocketLoop loop = new SocketLoop();
    private final WorkerChannels channels = new WorkerChannels(loop);
    private final Waits waits;
    private final ControlMethods methods;
    private final ByteBuffer input = ByteBuffer.allocateDirect(64 * 1024);
    private final Set<LineConnection> connections = new HashSet<>();
    private final Set<WorkerLink> links = new HashSet<>();
    private final ExecutorService logReader = thread("muster-control-logs");
    /** Of its own, so that a long past does not hold up an apply. */
    private final ExecutorService configReader = thread("muster-control-config");

    private final ExecutorService eventReader = thread("muster-control-events");

    private final List<Listener> listeners = new ArrayList<>();
    private Optional<NotifySocket> notifications = Optional.empty();
    private Runnable unsubscribe = () -> {};
    private final AtomicBoolean closed = new AtomicBoolean();
    private int clients;

    private ControlServer(ControlSockets sockets, ControlPorts ports, Drawing drawing, Limits limits, Access access) {
        this.access = access;
        this.limits = limits;
        this.sockets = sockets;
        this.ports = ports;
        this.waits = new Waits(loop, ports.snapshots());
        this.methods = new ControlMethods(
                ports,
                new StatusMethods(ports, channels, drawing),
                waits,
                new ConfigMethods(ports, configReader),
                new LogMethods(ports, loop, logReader),
                new EventMethods(ports, loop, eventReader),
                new WhyMethod(ports, channels, eventReader));
    }

    /**
     * Binds the three sockets in {@link Home#run()}, which exists and is held by the master's lock, and starts to serve.
     *
     * @throws dev.muster.supervisor.process.NativeException when a socket cannot be bound
     */
    public static ControlServer start(Home home, ControlPorts ports, Drawing drawing) {
        return start(home, ports, drawing, Limits.DEFAULT, Access.ofProcess());
    }

    /** Serves sockets that are bound, and closes them at its end. Clients wait until {@link #admitClients}. */
    public static ControlServer start(ControlSockets sockets, ControlPorts ports, Drawing drawing) {
        return start(sockets, ports, drawing, Limits.DEFAULT, Access.ofProcess());
    }

    static ControlServer start(Home home, ControlPorts ports, Drawing drawing, Limits limits, Access access) {
        ControlServer server = start(ControlSockets.bind(home), ports, drawing, limits, access);
        server.admitClients();
        return server;
    }

    private static ControlServer start(
            ControlSockets sockets, ControlPorts ports, Drawing drawing, Limits limits, Access access) {
        ControlServer server = new ControlServer(sockets, ports, drawing, limits, access);
        try {
            server.open();
        } catch (RuntimeException e) {
            server.loop.start();
            server.close();
            throw e;
        }
        server.loop.start();
        return server;
    }

    private void open() {
        listeners.add(new Listener(loop, sockets.workers(), this::acceptWorker));
        notifications = Optional.of(new NotifySocket(loop, sockets.notifications(), ports, channels));
        unsubscribe = ports.snapshots().addListener(this::changed);
    }

    /**
     * From here on clients are answered, those first that wait in the socket's backlog: earlier, nothing is known of the fleet, and every
     * answer about it would be wrong. Thread-safe.
     */
    public void admitClients() {
        loop.execute(() -> {
            if (!closed.get()) {
                listeners.add(new Listener(loop, sockets.control(), this::acceptClient));
            }
        });
    }

    private static ExecutorService thread(String name) {
        return Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
    }

    /** What can be said to workers. */
    public WorkerChannels channels() {
        return channels;
    }

    /** Loop thread. One look is enough for any number of changes. */
    private void changed(FleetSnapshot snapshot) {
        loop.executeOnce(this::look);
    }

    private void look() {
        if (!waits.isEmpty()) {
            waits.look();
        }
        links.removeIf(WorkerLink::isDecided);
        links.forEach(WorkerLink::believe);
        notifications.ifPresent(NotifySocket::look);
    }

    private void acceptClient(UnixSockets.Accepted accepted) {
        Peer peer = accepted.peer();
        clients++;
        ControlSocket handler = new ControlSocket(loop, methods, () -> clients--);
        LineConnection connection = open(accepted, handler);
        Optional<String> refusal = access.refusal(peer);
        if (refusal.isPresent()) {
            LOG.warn("pid {} on control.sock is refused: {}", peer.pid(), refusal.get());
            connection.sendAndClose(Rpc.error(null, ErrorCode.NOT_PERMITTED.number(), refusal.get()));
        } else if (clients > limits.clients()) {
            connection.sendAndClose(
                    Rpc.error(null, ErrorCode.ABUSE.number(), "more than " + limits.clients() + " clients at a time"));
        }
    }

    private void acceptWorker(UnixSockets.Accepted accepted) {
        links.removeIf(WorkerLink::isDecided);
        if (links.size() >= MOST_STRANGERS) {
            accepted.fd().close();
            return;
        }
        WorkerLink link = new WorkerLink(loop, ports.snapshots(), ports.mailbox(), channels, limits);
        links.add(link);
        link.opened(open(accepted, link));
    }

    private LineConnection open(UnixSockets.Accepted accepted, LineConnection.Handler handler) {
        connections.removeIf(LineConnection::isClosed);
        LineConnection connection = new LineConnection(loop, accepted.fd(), accepted.peer(), limits, input, handler);
        connections.add(connection);
        return connection;
    }

    /**
     * Ends all connections, those that wait to be taken among them, and takes the sockets' names away; a second call does
     * nothing, not even to the names, which may be a successor's by then.
     */
    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        unsubscribe.run();
        loop.execute(() -> {
            listeners.forEach(Listener::close);
            notifications.ifPresent(NotifySocket::close);
            List.copyOf(connections).forEach(LineConnection::close);
        });
        loop.close();
        logReader.shutdownNow();
        configReader.shutdownNow();
        eventReader.shutdownNow();
        sockets.close();
    }
}
