package dev.muster.supervisor.testkit;

import dev.muster.supervisor.process.Datagram;
import dev.muster.supervisor.process.Fd;
import dev.muster.supervisor.process.NotifyAddress;
import dev.muster.supervisor.process.UnixSockets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Listens where systemd would, and keeps what it was told. One thread. */
public final class ServiceManager implements AutoCloseable {
    private final Fd socket;
    private final List<Datagram> heard = new ArrayList<>();

    public ServiceManager(Path address) {
        this.socket = UnixSockets.bindDatagram(address, 0600);
    }

    /** The kernel's monotonic clock, as MONOTONIC_USEC has it. */
    public static long monotonicMicros() {
        return NotifyAddress.monotonicMicros();
    }

    public List<String> texts() {
        return heard.stream().map(Datagram::text).toList();
    }

    /** Who has told it. */
    public List<Integer> senders() {
        return heard.stream().map(message -> message.sender().pid()).distinct().toList();
    }

    public void forget() {
        heard.clear();
    }

    public void await(Duration patience, String what, Predicate<String> condition) {
        try {
            Await.within(patience, what, () -> {
                Datagram.receive(socket).ifPresent(heard::add);
                return texts().stream().anyMatch(condition);
            });
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + "; heard: " + texts(), e);
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
