package dev.muster.supervisor.control;

import dev.muster.supervisor.core.Worker;
import dev.muster.supervisor.core.WorkerEvent;
import dev.muster.supervisor.loop.FromProcess;
import dev.muster.supervisor.process.Datagram;
import dev.muster.supervisor.process.Fd;
import dev.muster.supervisor.process.NativeException;
import dev.muster.supervisor.process.ProcStat;
import dev.muster.supervisor.spec.StartPolicy;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * sd_notify for programs without the SDK. A message counts only when the kernel says that its sender belongs to the session or
 * the group of a worker's process. Control thread only.
 *
 * @see <a href="https://www.freedesktop.org/software/systemd/man/sd_notify.html">sd_notify(3)</a>
 */
final class NotifySocket implements SocketLoop.Endpoint, SocketLoop.Timed {
    private static final Logger LOG = LoggerFactory.getLogger(NotifySocket.class);
    /** Whoever floods this socket has to share the thread. */
    private static final int BATCH = 32;

    private static final int MOST_WAITING = 256;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final SocketLoop loop;
    private final Fd socket;
    private final ControlPorts ports;
    private final long token;

    /**
     * Readiness of a quick program comes before the snapshot that has its pid. By the sender's pid, so that one sender takes one
     * place however much it sends.
     */
    private final Map<Integer, Early> waiting = new LinkedHashMap<>();

    /** Who sent it, found when it came: later the sender may have ended, and its session could not be asked for. */
    private record Sender(int pid, int session, int group) {
        static Sender of(int pid) {
            try {
                return ProcStat.read(pid)
                        .map(stat -> new Sender(pid, stat.session(), stat.group()))
                        .orElse(new Sender(pid, pid, pid));
            } catch (NativeException e) {
                return new Sender(pid, pid, pid);
            }
        }

        /** A worker leads a session and a group of its own, and its helpers are born into them. */
        boolean belongsTo(int leader) {
            return leader == pid || leader == session || leader == group;
        }
    }

    /** A READY=1 whose sender belongs to nobody yet. */
    private record Early(Sender sender, Instant came, long deadline) {}

    NotifySocket(SocketLoop loop, Fd socket, ControlPorts ports) {
        this.loop = loop;
        this.socket = socket;
        this.ports = ports;
        this.token = loop.register(socket, this);
    }

    @Override
    public void ready(int events) {
        for (int i = 0; i < BATCH; i++) {
            Optional<Datagram> datagram = Datagram.receive(socket);
            if (datagram.isEmpty()) {
                return;
            }
            take(datagram.get());
        }
    }

    private void take(Datagram datagram) {
        Sender sender = Sender.of(datagram.sender().pid());
        List<String> lines = List.of(datagram.text().split("\n", -1));
        LOG.debug("pid {} on notify.sock: {}", sender.pid(), lines);
        Instant now = ports.monotonic().instant();
        if (lines.contains("READY=1") && !tell(sender, now)) {
            keep(sender, now);
        }
    }

    /** False when the sender belongs to no worker that the newest snapshot knows. */
    private boolean tell(Sender sender, Instant came) {
        Optional<Worker> found = ports.snapshots().current().workers().stream()
                .filter(w -> w.pid().isPresent() && sender.belongsTo(w.pid().getAsInt()))
                // A pid that was a stranger's when it spoke may be a worker's now.
                .filter(w -> w.startedAt().filter(at -> !at.isAfter(came)).isPresent())
                .findFirst();
        found.filter(w -> w.spec().policy().start().ready() == StartPolicy.Ready.NOTIFY)
                .ifPresent(w -> ports.mailbox().post(new FromProcess(w.id(), new WorkerEvent.Ready(w.incarnation()))));
        return found.isPresent();
    }

    private void keep(Sender sender, Instant came) {
        Early before = waiting.get(sender.pid());
        if (before == null && waiting.size() >= MOST_WAITING) {
            LOG.warn("READY=1 of pid {} is ignored: {} others wait to be known", sender.pid(), waiting.size());
            return;
        }
        long deadline = before == null ? System.nanoTime() + PATIENCE_NANOS : before.deadline();
        waiting.put(sender.pid(), new Early(sender, came, deadline));
        loop.ring(this);
    }

    /** Looks for the senders that wait in the newest snapshot. */
    void look() {
        waiting.values().removeIf(early -> tell(early.sender(), early.came()));
    }

    @Override
    public boolean tick(long nanoTime) {
        look();
        Iterator<Early> each = waiting.values().iterator();
        while (each.hasNext()) {
            Early early = each.next();
            if (nanoTime - early.deadline() > 0) {
                LOG.warn(
                        "pid {} on notify.sock belongs to no worker; ignored",
                        early.sender().pid());
                each.remove();
            }
        }
        return !waiting.isEmpty();
    }

    void close() {
        loop.forget(socket, token);
        socket.close();
    }
}
