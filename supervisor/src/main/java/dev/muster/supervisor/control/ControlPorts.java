package dev.muster.supervisor.control;

import dev.muster.supervisor.event.Records;
import dev.muster.supervisor.loop.Mailbox;
import dev.muster.supervisor.loop.SnapshotPublisher;
import java.time.InstantSource;

/**
 * Everything that the control server needs of the rest of the master. Immutable.
 *
 * @param monotonic the clock that the loop's instants are of
 */
public record ControlPorts(
        Mailbox mailbox,
        SnapshotPublisher snapshots,
        InstantSource monotonic,
        Reconfigure reconfigure,
        QueueStatsSource queues,
        LogSource logs,
        Records records) {}
