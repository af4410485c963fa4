package dev.muster.supervisor.cli.top;

import dev.muster.supervisor.control.Fields;
import java.util.OptionalLong;

/** One queue, as the master told of it. Immutable. */
record QueueRow(String name, long ready, long running, long delayed, long dead, long done, State state) {

    /** @param oldestReadyMs the age of the oldest job that waits */
    record State(OptionalLong oldestReadyMs, boolean paused) {}

    static QueueRow of(Fields queue) {
        return new QueueRow(
                queue.text("name"),
                count(queue, "ready"),
                count(queue, "running"),
                count(queue, "delayed"),
                count(queue, "dead"),
                count(queue, "done"),
                new State(queue.optionalNumber("oldestReadyMs"), queue.flag("paused")));
    }

    private static long count(Fields queue, String name) {
        return queue.optionalNumber(name).orElse(0);
    }

    /** What waits and what runs. */
    long backlog() {
        return ready + running;
    }
}
