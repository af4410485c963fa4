package dev.muster.supervisor.cli.top;

import java.util.Arrays;

/** How a figure went lately: one value a look, the last {@value #MOST} of them. Immutable. */
final class Trend {
    /** Five minutes at one look a second. */
    static final int MOST = 300;

    static final Trend NONE = new Trend(new long[0], 0);

    /** The newest last. */
    private final long[] values;
    /** How many there have been since the beginning. */
    private final long seen;

    private Trend(long[] values, long seen) {
        this.values = values;
        this.seen = seen;
    }

    Trend with(long value) {
        int kept = Math.min(values.length, MOST - 1);
        long[] more = Arrays.copyOfRange(values, values.length - kept, values.length + 1);
        more[kept] = value;
        return new Trend(more, seen + 1);
    }

    long last() {
        return values.length == 0 ? 0 : values[values.length - 1];
    }

    /**
     * At most so many columns, the newest last: each the highest of as many values as it takes for all to fit. Which values
     * share a column does not change from one look to the next, or the columns would dance.
     */
    long[] columns(int most) {
        if (most <= 0 || values.length == 0) {
            return new long[0];
        }
        long first = seen - values.length;
        long each = 1;
        while ((seen - 1) / each - first / each + 1 > most) {
            each *= 2;
        }
        long[] columns = new long[(int) ((seen - 1) / each - first / each + 1)];
        for (int i = 0; i < values.length; i++) {
            int column = (int) ((first + i) / each - first / each);
            columns[column] = Math.max(columns[column], values[i]);
        }
        return columns;
    }
}
