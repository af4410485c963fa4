package dev.muster.supervisor.probe;

import dev.muster.supervisor.loop.Command;
import dev.muster.supervisor.loop.FleetSnapshot;
import dev.muster.supervisor.loop.FromProcess;
import dev.muster.supervisor.loop.Mailbox;
import dev.muster.supervisor.loop.SnapshotPublisher;
import dev.muster.supervisor.process.OutputTails;
import dev.muster.supervisor.process.Reaper;
import dev.muster.supervisor.spec.FleetSpec;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Runs the probes of a fleet, from the first configuration that has any; a fleet without pays nothing. Thread-safe.
 */
public final class Prober implements AutoCloseable {

    private final Mailbox mailbox;
    private final Reaper reaper;
    private final OutputTails tails;
    private final Signs signs;
    private Runnable unsubscribe = () -> {};
    /** Loop thread. */
    private FleetSpec seen = new FleetSpec("", Map.of(), Map.of());

    private volatile @Nullable ProbeThread thread;

    private Prober(Mailbox mailbox, Reaper reaper, OutputTails tails, Signs signs) {
        this.mailbox = mailbox;
        this.reaper = reaper;
        this.tails = tails;
        this.signs = signs;
    }

    /** Follows the fleet from its next snapshot on. */
    public static Prober start(
            Mailbox mailbox, SnapshotPublisher snapshots, Reaper reaper, OutputTails tails, Signs signs) {
        Prober prober = new Prober(mailbox, reaper, tails, signs);
        prober.unsubscribe = snapshots.addListener(prober::changed);
        return prober;
    }

    /** Loop thread. */
    @SuppressWarnings("ReferenceEquality") // asked at every snapshot; a needless look costs less than a deep comparison
    private void changed(FleetSnapshot snapshot) {
        if (thread == null && snapshot.spec() != seen) {
            seen = snapshot.spec();
            if (seen.services().values().stream().anyMatch(Rounds::concern)) {
                thread = ProbeThread.start(
                        reaper,
                        tails,
                        signs,
                        (worker, event) -> mailbox.post(new FromProcess(worker, event)),
                        (worker, why) -> mailbox.post(new Command.Recycle(Map.of(worker, why))));
            }
        }
        ProbeThread running = thread;
        if (running != null) {
            running.follow(snapshot.workers());
        }
    }

    /** Ends the thread and whatever it has started. */
    @Override
    public void close() {
        unsubscribe.run();
        ProbeThread running = thread;
        if (running != null) {
            running.close();
        }
    }
}
