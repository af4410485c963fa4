package dev.muster.supervisor.probe;

import dev.muster.supervisor.core.WorkerEvent;
import dev.muster.supervisor.spec.WorkerId;
import java.util.function.BiConsumer;

/**
 * What a duty works with. Immutable.
 *
 * @param post hands news of a worker to the loop
 * @param recycle asks the loop to replace a worker, and says why
 */
record Tools(
        Attempts attempts,
        Agenda agenda,
        Signs signs,
        BiConsumer<WorkerId, WorkerEvent> post,
        BiConsumer<WorkerId, String> recycle) {}
