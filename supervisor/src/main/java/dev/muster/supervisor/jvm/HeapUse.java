package dev.muster.supervisor.jvm;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How full a heap is, out of what {@code GC.heap_info} prints, which every collector of every version words in its own way. Immutable.
 *
 * @param committedBytes what the heap has of the system's memory
 */
public record HeapUse(long usedBytes, long committedBytes) {
    private static final String SIZE = "(\\d+)([BKMG])";

    /** Serial and Parallel, one line a generation, and G1; the indented lines of spaces have no "total". */
    private static final Pattern TOTAL =
            Pattern.compile("(?m)^.*\\btotal (?:reserved \\d+[BKMG], committed )?" + SIZE + ", used " + SIZE);

    private static final Pattern Z = Pattern.compile("ZHeap +used " + SIZE + ", capacity " + SIZE);
    private static final Pattern SHENANDOAH = Pattern.compile(SIZE + " committed, " + SIZE + " used");

    /** Empty when the collector is none of those that we know. */
    public static Optional<HeapUse> parse(String heapInfo) {
        Matcher z = Z.matcher(heapInfo);
        if (z.find()) {
            return Optional.of(new HeapUse(bytes(z, 1), bytes(z, 3)));
        }
        Matcher shenandoah = SHENANDOAH.matcher(heapInfo);
        if (shenandoah.find()) {
            return Optional.of(new HeapUse(bytes(shenandoah, 3), bytes(shenandoah, 1)));
        }
        Matcher total = TOTAL.matcher(heapInfo);
        long used = 0;
        long committed = 0;
        while (total.find()) {
            committed += bytes(total, 1);
            used += bytes(total, 3);
        }
        return committed == 0 ? Optional.empty() : Optional.of(new HeapUse(used, committed));
    }

    private static long bytes(Matcher matcher, int group) {
        long number = Long.parseLong(matcher.group(group));
        return switch (matcher.group(group + 1)) {
            case "G" -> number << 30;
            case "M" -> number << 20;
            case "K" -> number << 10;
            default -> number;
        };
    }
}
