package dev.muster.supervisor.cli.text;

import java.util.ArrayList;
import java.util.List;

/** Columns that are as wide as their widest cell; the last one is not padded. One thread. */
public final class Table {
    /** Into a file or a pipe nothing is cut. */
    public static final int UNLIMITED = Integer.MAX_VALUE;

    private static final String GAP = "  ";

    private final List<Cell[]> rows = new ArrayList<>();
    private final Align[] alignment;

    public Table(Align... alignment) {
        this.alignment = alignment.clone();
    }

    public void row(Cell... cells) {
        if (cells.length != alignment.length) {
            throw new IllegalArgumentException(cells.length + " cells for " + alignment.length + " columns");
        }
        rows.add(cells.clone());
    }

    /**
     * Its lines, the last one without an end; empty without a row.
     *
     * @param columns what goes beyond so many is cut off the last cells
     */
    public String text(int columns, boolean colour) {
        int[] widths = widths();
        int before = 0;
        for (int i = 0; i < widths.length - 1; i++) {
            before += widths[i] + GAP.length();
        }
        int room = Math.max(1, columns - before);
        rows.replaceAll(row -> withLastCut(row, room));
        widths = widths();
        StringBuilder text = new StringBuilder();
        for (Cell[] row : rows) {
            text.append(text.isEmpty() ? "" : "\n").append(line(row, widths, colour));
        }
        return text.toString();
    }

    private String line(Cell[] row, int[] widths, boolean colour) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < row.length; i++) {
            line.append(i == 0 ? "" : GAP);
            boolean last = i == row.length - 1 && alignment[i] == Align.LEFT;
            row[i].appendTo(line, alignment[i], last ? 0 : widths[i], colour);
        }
        return line.toString().stripTrailing();
    }

    private static Cell[] withLastCut(Cell[] row, int room) {
        Cell last = row[row.length - 1];
        if (last.width() <= room) {
            return row;
        }
        Cell[] cut = row.clone();
        cut[row.length - 1] =
                new Cell(last.text().substring(0, last.text().offsetByCodePoints(0, room - 1)) + "…", last.colour());
        return cut;
    }

    private int[] widths() {
        int[] widths = new int[alignment.length];
        for (Cell[] row : rows) {
            for (int i = 0; i < row.length; i++) {
                widths[i] = Math.max(widths[i], row[i].width());
            }
        }
        return widths;
    }

    /** Text flows left, figures right. */
    public enum Align {
        LEFT,
        RIGHT
    }

    /** A text that stays on its line, and how it is painted; colour codes do not count as width. */
    public record Cell(String text, Colour colour) {
        public Cell {
            text = oneLine(text);
        }

        public static Cell of(String text) {
            return new Cell(text, Colour.PLAIN);
        }

        int width() {
            return text.codePointCount(0, text.length());
        }

        void appendTo(StringBuilder line, Align align, int width, boolean coloured) {
            String blanks = " ".repeat(Math.max(0, width - width()));
            line.append(align == Align.RIGHT ? blanks : "");
            line.append(colour.paint(text, coloured));
            line.append(align == Align.LEFT ? blanks : "");
        }

        /** A reason may quote what a program wrote: control characters would move the cursor. */
        private static String oneLine(String text) {
            int at = 0;
            while (at < text.length() && !Character.isISOControl(text.charAt(at))) {
                at++;
            }
            if (at == text.length()) {
                return text;
            }
            StringBuilder clean = new StringBuilder(text);
            for (; at < clean.length(); at++) {
                if (Character.isISOControl(clean.charAt(at))) {
                    clean.setCharAt(at, ' ');
                }
            }
            return clean.toString();
        }
    }
}
