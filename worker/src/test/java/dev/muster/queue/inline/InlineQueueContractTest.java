package dev.muster.queue.inline;

import dev.muster.queue.JobQueue;
import dev.muster.queue.JobQueueContract;
import dev.muster.queue.JobQueues;
import org.junit.jupiter.api.AfterEach;

/** The engine of the test kit keeps the whole contract, with the clock and the threads of this process. */
class InlineQueueContractTest extends JobQueueContract {

    private final InlineSpace space = InlineSpace.open();

    @AfterEach
    void forget() {
        space.close();
    }

    @Override
    protected JobQueue open(long maxBacklog, boolean block) {
        String parameters = "max-backlog=" + maxBacklog + "&on-full=" + (block ? "block" : "reject");
        return JobQueues.open("numbers", space.url("numbers", "test.1", parameters));
    }
}
