package dev.muster.supervisor.control;

import dev.muster.supervisor.core.Worker;
import dev.muster.supervisor.core.WorkerEvent;
import dev.muster.supervisor.loop.FromProcess;
import dev.muster.supervisor.loop.Mailbox;
import dev.muster.supervisor.loop.SnapshotPublisher;
import dev.muster.supervisor.process.PlainLine;
import dev.muster.supervisor.spec.StartPolicy;
import dev.muster.supervisor.spec.WorkerId;
import dev.muster.wire.FromWorker;
import dev.muster.wire.JsonException;
import dev.muster.wire.Rpc;
import dev.muster.wire.RpcException;
import dev.muster.wire.RpcMessage;
import dev.muster.wire.ToWorker;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection on worker.sock. It is believed only when the kernel says that its peer is the process that the master spawned for
 * the worker and the life that its hello claims. Control thread only.
 */
final class WorkerLink implements LineConnection.Handler, SocketLoop.Timed {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerLink.class);
    private final SocketLoop loop;
    private final SnapshotPublisher snapshots;
    private final Mailbox mailbox;
    private final WorkerChannels channels;
    /** Patience, because a quick worker says hello before the loop has published its pid. */
    private final long deadline;

    /** What came before the hello could be believed. */
    private final List<FromWorker> waiting = new ArrayList<>();

    private @Nullable LineConnection connection;
    private FromWorker.@Nullable Hello claim;
    private boolean spare;
    private @Nullable WorkerId believed;

    WorkerLink(SocketLoop loop, SnapshotPublisher snapshots, Mailbox mailbox, WorkerChannels channels, Limits limits) {
        this.loop = loop;
        this.snapshots = snapshots;
        this.mailbox = mailbox;
        this.channels = channels;
        this.deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(limits.helloMillis());
    }

    void opened(LineConnection newConnection) {
        connection = newConnection;
        loop.ring(this);
    }

    int incarnation() {
        FromWorker.Hello hello = claim;
        return hello == null ? 0 : hello.incarnation();
    }

    /** Believed, or over. */
    boolean isDecided() {
        LineConnection current = connection;
        return believed != null
                || (current != null
                        && (current.isClosed()
                                || (spare
                                        && channels.spares()
                                                .isExpected(current.peer().pid()))));
    }

    void send(ToWorker message) {
        LineConnection to = connection;
        if (to != null) {
            to.send(message.line());
        }
    }

    @Override
    public void line(LineConnection from, String line) {
        try {
            if (Rpc.parse(line) instanceof RpcMessage.Notification said) {
                FromWorker.read(said.method(), said.params()).ifPresent(message -> take(from, message));
            } else {
                from.sendAndClose(
                        Rpc.error(null, ErrorCode.INVALID_REQUEST.number(), "a worker sends notifications only"));
            }
        } catch (RpcException e) {
            from.sendAndClose(e.answer());
        } catch (JsonException e) {
            from.sendAndClose(Rpc.error(null, ErrorCode.INVALID_PARAMS.number(), String.valueOf(e.getMessage())));
        }
    }

    private void take(LineConnection from, FromWorker message) {
        if (believed != null) {
            handle(believed, message);
        } else if (spare) {
            LOG.debug(
                    "pid {} on worker.sock: a spare has nothing to say",
                    from.peer().pid());
        } else if (claim == null && message instanceof FromWorker.Spare) {
            spare = true;
            channels.spares().opened(from.peer().pid(), this);
        } else if (claim == null && message instanceof FromWorker.Hello hello) {
            claim = hello;
            believe();
        } else if (claim == null) {
            refuse(from, "the first message must be hello");
        } else if (waiting.size() < 16) {
            waiting.add(message);
        }
    }

    /** Compares the claim with the newest snapshot; to be tried again with the next one until the patience ends. */
    void believe() {
        FromWorker.Hello hello = claim;
        LineConnection from = connection;
        if (hello == null || from == null || believed != null) {
            return;
        }
        Optional<Worker> worker = snapshots.current().workers().stream()
                .filter(w -> w.id().toString().equals(hello.worker()))
                .filter(w -> w.incarnation() == hello.incarnation())
                .filter(w ->
                        w.pid().isPresent() && w.pid().getAsInt() == from.peer().pid())
                .findFirst();
        if (worker.isPresent()) {
            WorkerId id = worker.get().id();
            believed = id;
            channels.opened(id, this);
            waiting.forEach(message -> handle(id, message));
            waiting.clear();
        }
    }

    private void handle(WorkerId id, FromWorker message) {
        String name = id + "#" + incarnation();
        if (message instanceof FromWorker.Ready) {
            if (itsWordCounts(id)) {
                mailbox.post(new FromProcess(id, new WorkerEvent.Ready(incarnation())));
            }
        } else if (message instanceof FromWorker.Starting starting) {
            LOG.debug("{}: is still starting ({})", name, starting.reason());
            mailbox.post(new FromProcess(id, new WorkerEvent.Starting(incarnation())));
        } else if (message instanceof FromWorker.Heartbeat heartbeat) {
            channels.reported(id, incarnation(), heartbeat);
        } else if (message instanceof FromWorker.Watching) {
            channels.watches(id, this);
        } else if (message instanceof FromWorker.Stopping stopping) {
            LOG.debug("{}: is stopping ({})", name, stopping.reason());
        } else if (message instanceof FromWorker.Reloaded reloaded && reloaded.restart()) {
            mailbox.post(
                    new FromProcess(id, new WorkerEvent.RestartAsked(incarnation(), PlainLine.of(reloaded.message()))));
        } else if (message instanceof FromWorker.Reloaded reloaded && reloaded.ok()) {
            LOG.info("{}: has reloaded ({})", name, PlainLine.of(reloaded.message()));
        } else if (message instanceof FromWorker.Reloaded reloaded) {
            LOG.warn("{}: refused to reload and goes on as it was ({})", name, PlainLine.of(reloaded.message()));
        }
    }

    /** Not where a probe is asked, or a notification waited for. */
    private boolean itsWordCounts(WorkerId id) {
        return snapshots
                .current()
                .worker(id)
                .filter(worker -> worker.spec().policy().start().ready().equals(StartPolicy.Ready.SDK))
                .isPresent();
    }

    @Override
    public boolean tick(long nanoTime) {
        LineConnection from = connection;
        if (from == null || isDecided()) {
            return false;
        }
        believe();
        if (believed == null && nanoTime - deadline > 0) {
            refuse(from, complaint());
            return false;
        }
        return believed == null;
    }

    private String complaint() {
        FromWorker.Hello hello = claim;
        if (spare) {
            return "this is no spare of ours";
        }
        return hello == null ? "no hello in time" : "this is not the process of " + hello.worker();
    }

    private void refuse(LineConnection from, String why) {
        LOG.warn("pid {} on worker.sock is refused: {}", from.peer().pid(), why);
        from.sendAndClose(Rpc.error(null, ErrorCode.NOT_PERMITTED.number(), why));
    }

    @Override
    public void closed(LineConnection from) {
        if (believed != null) {
            channels.closed(believed, this);
        }
        if (spare) {
            channels.spares().closed(from.peer().pid(), this);
        }
    }
}
