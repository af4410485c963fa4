package dev.muster.supervisor.cli.top;

/** A line of small bars. Pure functions. */
final class Sparkline {
    private static final String BARS = "▁▂▃▄▅▆▇█";
    private static final String ASCII = "_.:-=+*#";

    private Sparkline() {}

    /** The lowest bar is nothing at all, the highest the highest of all that are shown. */
    static String of(long[] values, Look look) {
        String bars = look.unicode() ? BARS : ASCII;
        long highest = 0;
        for (long value : values) {
            highest = Math.max(highest, value);
        }
        StringBuilder line = new StringBuilder();
        for (long value : values) {
            int bar = value <= 0 ? 0 : 1 + (int) Math.round((bars.length() - 2) * ((double) value / highest));
            line.append(bars.charAt(bar));
        }
        return line.toString();
    }
}
