package dev.muster.queue.chronicle;

import dev.muster.queue.JobQueue;
import dev.muster.queue.JobQueueContract;
import dev.muster.queue.JobQueues;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The embedded engine keeps the contract when every put waits for the disk. */
class SyncedQueueContractTest extends JobQueueContract {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @Override
    protected JobQueue open(long maxBacklog, boolean block) {
        String onFull = block ? "block" : "reject";
        return JobQueues.open(
                "numbers",
                "chronicle:" + directory + "/numbers?durability=sync&segment-jobs=300&max-backlog=" + maxBacklog
                        + "&on-full=" + onFull);
    }

    @Override
    protected int avalanche() {
        return 20_000; // in small segments, and each waits for the disk
    }
}
