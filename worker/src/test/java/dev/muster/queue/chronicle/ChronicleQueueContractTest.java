package dev.muster.queue.chronicle;

import dev.muster.queue.JobQueue;
import dev.muster.queue.JobQueueContract;
import dev.muster.queue.JobQueues;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The embedded engine keeps the contract, with segments so small that most tests cross several. */
class ChronicleQueueContractTest extends JobQueueContract {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @Override
    protected JobQueue open(long maxBacklog, boolean block) {
        String onFull = block ? "block" : "reject";
        return JobQueues.open(
                "numbers",
                "chronicle:" + directory + "/numbers?segment-jobs=300&max-backlog=" + maxBacklog + "&on-full="
                        + onFull);
    }
}
