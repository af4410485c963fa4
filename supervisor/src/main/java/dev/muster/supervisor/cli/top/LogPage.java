package dev.muster.supervisor.cli.top;

import java.util.ArrayList;
import java.util.List;

/** The log that is followed: its end, or what stands so many lines before it. Long lines go on below. Pure functions. */
final class LogPage {

    private LogPage() {}

    static List<String> lines(Mode.Log mode, List<LogTail.Line> log, Model model, Size size, Look look) {
        int room = size.rows() < 3 ? size.rows() : size.rows() - 2;
        int last = log.size() - Math.min(mode.back(), Math.max(0, log.size() - 1));
        List<String> shown = new ArrayList<>();
        for (int i = last - 1; i >= 0 && shown.size() < room; i--) {
            shown.addAll(0, wrapped(log.get(i), size.columns(), look));
        }
        List<String> lines = new ArrayList<>(shown.subList(Math.max(0, shown.size() - room), shown.size()));
        if (size.rows() < 3) {
            return lines;
        }
        while (lines.size() < room) {
            lines.add("");
        }
        Strip head = Strip.plain(size.columns(), look).add(Tone.BOLD, mode.worker());
        head.add(mode.back() == 0 ? "  following its log" : "  " + mode.back() + " lines before the end of its log");
        head.add(Tone.RED, model.trouble().isEmpty() ? "" : "  " + model.trouble());
        lines.add(0, head.line());
        lines.add(Strip.plain(size.columns(), look)
                .add(Tone.FAINT, "q back  up down PgUp PgDn scroll  G to the end")
                .line());
        return lines;
    }

    private static List<String> wrapped(LogTail.Line line, int columns, Look look) {
        String rest = Glyphs.clean(line.text(), look);
        List<String> pieces = new ArrayList<>();
        do {
            String piece = Glyphs.cut(rest, columns);
            if (piece.isEmpty() && !rest.isEmpty()) {
                piece = "?"; // wider than the screen
                rest = rest.substring(rest.offsetByCodePoints(0, 1));
            } else {
                rest = rest.substring(piece.length());
            }
            pieces.add(Strip.plain(columns, look)
                    .add(line.err() ? Tone.YELLOW : Tone.PLAIN, piece)
                    .line());
        } while (!rest.isEmpty());
        return pieces;
    }
}
