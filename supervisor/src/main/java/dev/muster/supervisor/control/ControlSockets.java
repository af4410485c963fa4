package dev.muster.supervisor.control;

import dev.muster.supervisor.process.Fd;
import dev.muster.supervisor.process.UnixSockets;
import dev.muster.supervisor.spec.Home;
import dev.muster.supervisor.trust.Owner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The three sockets in {@link Home#run}, bound: who connects waits until a {@link ControlServer} serves them. Whoever binds them holds the
 * master's lock. Thread-safe.
 */
public final class ControlSockets implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ControlSockets.class);
    private static final int OWNER_AND_GROUP = 0660;
    private static final int OWNER = 0600;
    private static final int EVERYBODY = 0666;

    private final List<Path> names;
    private final List<Fd> bound = new ArrayList<>();
    private final AtomicBoolean closed = new AtomicBoolean();

    private ControlSockets(Home home) {
        names = List.of(home.controlSocket(), home.workerSocket(), home.notifySocket());
    }

    /**
     * Binds them.
     *
     * @throws dev.muster.supervisor.process.NativeException when one cannot be bound; then none is
     */
    public static ControlSockets bind(Home home) {
        ControlSockets sockets = new ControlSockets(home);
        try {
            sockets.bound.add(UnixSockets.listen(home.controlSocket(), OWNER_AND_GROUP));
            sockets.bound.add(UnixSockets.listen(home.workerSocket(), forWorkers()));
            sockets.bound.add(UnixSockets.bindDatagram(home.notifySocket(), forWorkers()));
            return sockets;
        } catch (RuntimeException e) {
            sockets.close();
            throw e;
        }
    }

    /** Those of root's may be any user; who they are is told by the kernel, not by the file mode. Others have one user. */
    private static int forWorkers() {
        return Owner.ours() == Owner.ROOT ? EVERYBODY : OWNER;
    }

    Fd control() {
        return bound.get(0);
    }

    Fd workers() {
        return bound.get(1);
    }

    Fd notifications() {
        return bound.get(2);
    }

    /**
     * Closes them and takes their names away; a second call does nothing, not even to the names, which may be a successor's by then.
     */
    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        bound.forEach(Fd::close);
        for (Path name : names) {
            try {
                Files.deleteIfExists(name);
            } catch (IOException e) {
                LOG.warn("cannot remove {}: {}", name, e.getMessage());
            }
        }
    }
}
