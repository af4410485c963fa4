package dev.muster.supervisor.control;

import dev.muster.queue.ledger.QueueFigures;
import java.util.Map;

/** Counts of the queues by name. Called on the control thread: must answer within a few milliseconds. */
@FunctionalInterface
public interface QueueStatsSource {

    Map<String, QueueFigures> figures();
}
