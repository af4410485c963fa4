package dev.muster.supervisor.cli.top;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The last lines of the log that is followed. One thread. */
final class LogTail {
    static final int MOST = 2000;
    /** Nobody reads more of a line on a screen, and a line may have megabytes. */
    private static final int MOST_CHARS = 4000;

    private final Deque<Line> lines = new ArrayDeque<>();

    /** @param err whether it was written to stderr */
    record Line(String text, boolean err) {

        static Line of(String text, boolean err) {
            return new Line(text.length() > MOST_CHARS ? text.substring(0, MOST_CHARS) : text, err);
        }
    }

    void add(Line line) {
        lines.addLast(line);
        if (lines.size() > MOST) {
            lines.removeFirst();
        }
    }

    void clear() {
        lines.clear();
    }

    List<Line> lines() {
        return new ArrayList<>(lines);
    }
}
