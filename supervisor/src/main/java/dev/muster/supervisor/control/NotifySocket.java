package dev.muster.supervisor.control;

import dev.muster.supervisor.core.Worker;
import dev.muster.supervisor.core.WorkerEvent;
import dev.muster.supervisor.loop.FromProcess;
import dev.muster.supervisor.process.Datagram;
import dev.muster.supervisor.process.Fd;
import dev.muster.supervisor.process.NativeException;
import dev.muster.supervisor.process.PlainLine;
import dev.muster.supervisor.process.ProcStat;
import dev.muster.supervisor.spec.StartPolicy;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
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

    private static final String STATUS = "STATUS=";
    private static final String EXTEND = "EXTEND_TIMEOUT_USEC=";
    private static final int MOST_WORDS = 200;
    private static final int MOST_WAITING = 256;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final SocketLoop loop;
    private final Fd socket;
    private final ControlPorts ports;
    private final WorkerChannels channels;
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

    NotifySocket(SocketLoop loop, Fd socket, ControlPorts ports, WorkerChannels channels) {
        this.loop = loop;
        this.socket = socket;
        this.ports = ports;
        this.channels = channels;
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
        Optional<Worker> worker = owner(sender, now);
        worker.ifPresent(known -> lines.forEach(line -> hear(known, line)));
        if (worker.isEmpty() && lines.contains("READY=1")) {
            keep(sender, now);
        }
    }

    private void hear(Worker worker, String line) {
        if (line.equals("READY=1")) {
            ready(worker);
        } else if (line.equals("WATCHDOG=1")) {
            channels.pinged(worker.id(), worker.incarnation());
        } else if (line.equals("STOPPING=1")) {
            LOG.debug("{}: is stopping", worker.name());
        } else if (line.startsWith(STATUS)) {
            String words = PlainLine.of(line.substring(STATUS.length()));
            channels.said(worker.id(), worker.incarnation(), words.substring(0, Math.min(words.length(), MOST_WORDS)));
        } else if (line.startsWith(EXTEND)) {
            extend(worker, line.substring(EXTEND.length()));
        }
    }

    private void ready(Worker worker) {
        if (worker.spec().policy().start().ready().equals(StartPolicy.Ready.NOTIFY)) {
            ports.mailbox().post(new FromProcess(worker.id(), new WorkerEvent.Ready(worker.incarnation())));
        }
    }

    /** The start is all that can be extended; a longer stop is a matter of the configuration. */
    private void extend(Worker worker, String micros) {
        if (micros.matches("[0-9]{1,11}")) {
            Duration more = Duration.of(Long.parseLong(micros), ChronoUnit.MICROS);
            WorkerEvent event = new WorkerEvent.Starting(worker.incarnation(), Optional.of(more));
            ports.mailbox().post(new FromProcess(worker.id(), event));
        }
    }

    /** Empty when the sender belongs to no worker that the newest snapshot knows. */
    private Optional<Worker> owner(Sender sender, Instant came) {
        return ports.snapshots().current().workers().stream()
                .filter(w -> w.pid().isPresent() && sender.belongsTo(w.pid().getAsInt()))
                // A pid that was a stranger's when it spoke may be a worker's now.
                .filter(w -> w.startedAt().filter(at -> !at.isAfter(came)).isPresent())
                .findFirst();
    }

    private boolean tell(Early early) {
        Optional<Worker> worker = owner(early.sender(), early.came());
        worker.ifPresent(this::ready);
        return worker.isPresent();
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
        waiting.values().removeIf(this::tell);
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
