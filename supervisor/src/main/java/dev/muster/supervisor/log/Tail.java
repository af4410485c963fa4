package dev.muster.supervisor.log;

import java.util.List;

/**
 * The last lines of a worker, oldest first. Immutable.
 *
 * @param complete false when the question could only be answered in part: raw files hold neither time nor stream, so that
 *     {@code --since} and {@code --err} see no further back than the ring in memory; nor is a device read back
 */
public record Tail(List<Line> lines, boolean complete) {

    public Tail {
        lines = List.copyOf(lines);
    }
}
