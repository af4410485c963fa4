package dev.muster.supervisor.control;

import dev.muster.supervisor.spec.WorkerId;
import dev.muster.wire.FromWorker;
import dev.muster.wire.ToWorker;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The workers that have said hello on worker.sock: what can be sent to them, and what they last reported. Thread-safe.
 */
public final class WorkerChannels {
    private final SocketLoop loop;
    private final Map<WorkerId, WorkerLink> links = new ConcurrentHashMap<>();
    private final Map<WorkerId, Report> reports = new ConcurrentHashMap<>();

    /**
     * What a worker last told of itself.
     *
     * @param incarnation the life that told it
     */
    public record Report(int incarnation, FromWorker.Heartbeat heartbeat) {}

    WorkerChannels(SocketLoop loop) {
        this.loop = loop;
    }

    /**
     * Sends a message to this life of a worker.
     *
     * @return false when that life has no open channel: it is no SDK worker, has not said hello yet, or is gone
     */
    public boolean send(WorkerId worker, int incarnation, ToWorker message) {
        WorkerLink link = links.get(worker);
        if (link == null || link.incarnation() != incarnation) {
            return false;
        }
        loop.execute(() -> link.send(message));
        return true;
    }

    /** The last heartbeat of this life of a worker. */
    public Optional<FromWorker.Heartbeat> heartbeat(WorkerId worker, int incarnation) {
        return Optional.ofNullable(reports.get(worker))
                .filter(report -> report.incarnation() == incarnation)
                .map(Report::heartbeat);
    }

    void opened(WorkerId worker, WorkerLink link) {
        links.put(worker, link);
    }

    void closed(WorkerId worker, WorkerLink link) {
        links.remove(worker, link);
    }

    void reported(WorkerId worker, Report report) {
        reports.put(worker, report);
    }
}
