package dev.muster.supervisor.control;

import dev.muster.supervisor.core.Worker;
import dev.muster.supervisor.core.WorkerEvent;
import dev.muster.supervisor.loop.FromProcess;
import dev.muster.supervisor.loop.Mailbox;
import dev.muster.supervisor.loop.SnapshotPublisher;
import dev.muster.supervisor.process.Datagram;
import dev.muster.supervisor.process.Fd;
import dev.muster.supervisor.process.NativeException;
import dev.muster.supervisor.process.Peer;
import dev.muster.supervisor.process.ProcStat;
import dev.muster.supervisor.spec.StartPolicy;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * sd_notify for programs without the SDK. A message counts only when the kernel says that its sender belongs to the session of
 * a worker's process. Control thread only.
 *
 * @see <a href="https://www.freedesktop.org/software/systemd/man/sd_notify.html">sd_notify(3)</a>
 */
final class NotifySocket implements SocketLoop.Endpoint {
    private static final Logger LOG = LoggerFactory.getLogger(NotifySocket.class);
    /** Whoever floods this socket has to share the thread. */
    private static final int BATCH = 32;

    private final Fd socket;
    private final SnapshotPublisher snapshots;
    private final Mailbox mailbox;

    NotifySocket(Fd socket, SnapshotPublisher snapshots, Mailbox mailbox) {
        this.socket = socket;
        this.snapshots = snapshots;
        this.mailbox = mailbox;
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
        Optional<Worker> sender = workerOf(datagram.sender());
        if (sender.isEmpty()) {
            LOG.warn(
                    "pid {} on notify.sock belongs to no worker; ignored",
                    datagram.sender().pid());
            return;
        }
        Worker worker = sender.get();
        for (String line : datagram.text().split("\n", -1)) {
            if (line.equals("READY=1") && worker.spec().policy().start().ready() == StartPolicy.Ready.NOTIFY) {
                mailbox.post(new FromProcess(worker.id(), new WorkerEvent.Ready(worker.incarnation())));
            } else if (line.equals("STOPPING=1") || line.startsWith("STATUS=")) {
                LOG.debug("{}: {}", worker.name(), line);
            }
        }
    }

    /** The pid itself, or its session: a worker leads a session of its own, and its helpers are born into it. */
    private Optional<Worker> workerOf(Peer peer) {
        int session;
        try {
            session = ProcStat.read(peer.pid()).map(ProcStat::session).orElse(peer.pid());
        } catch (NativeException e) {
            session = peer.pid();
        }
        int leader = session;
        return snapshots.current().workers().stream()
                .filter(w -> w.pid().isPresent())
                .filter(w -> w.pid().getAsInt() == peer.pid() || w.pid().getAsInt() == leader)
                .findFirst();
    }
}
