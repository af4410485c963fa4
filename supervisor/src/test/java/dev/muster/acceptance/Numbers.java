package dev.muster.acceptance;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;

/** What the printers of the demo have printed, in all their lives. Immutable. */
record Numbers(List<Long> printed) {
    private static final Pattern LINE = Pattern.compile("I am worker (printer\\.\\d+), pid (\\d+), and I print (\\d+)");

    static Numbers of(Fleet fleet, String... printers) {
        List<Long> numbers = new ArrayList<>();
        for (String printer : printers) {
            for (String line : fleet.log(printer)) {
                Matcher matcher = LINE.matcher(line);
                if (matcher.matches()) {
                    numbers.add(Long.parseLong(matcher.group(3)));
                }
            }
        }
        return new Numbers(numbers.stream().sorted().toList());
    }

    /** 0 to the highest that was printed, less what was printed. */
    List<Long> missing() {
        long highest = printed.isEmpty() ? -1 : printed.get(printed.size() - 1);
        return LongStream.rangeClosed(0, highest)
                .boxed()
                .filter(number -> !printed.contains(number))
                .toList();
    }

    int duplicates() {
        return printed.size() - (int) printed.stream().distinct().count();
    }
}
