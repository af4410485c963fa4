package dev.muster.supervisor.log;

import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A rotated file: {@code printer.1.log.000017}, and {@code printer.1.log.000017.gz} once compressed. A counter and not a time
 * of day, so that a clock set back neither reuses a name nor disturbs the order. Immutable.
 */
record Generation(String live, long number, boolean compressed) {

    private static final String UNFINISHED = ".gz.tmp";

    private static final Pattern NAME = Pattern.compile("(.+)\\.(\\d{6,18})(\\.gz)?");

    static Optional<Generation> parse(String fileName) {
        Matcher matcher = NAME.matcher(fileName);
        return matcher.matches()
                ? Optional.of(
                        new Generation(matcher.group(1), Long.parseLong(matcher.group(2)), matcher.group(3) != null))
                : Optional.empty();
    }

    /** A compressed form whose writer was killed. */
    static boolean isUnfinished(String fileName) {
        return fileName.endsWith(UNFINISHED)
                && parse(fileName.substring(0, fileName.length() - UNFINISHED.length()))
                        .isPresent();
    }

    String fileName() {
        return String.format("%s.%06d%s", live, number, compressed ? ".gz" : "");
    }

    Path in(Path directory) {
        return directory.resolve(fileName());
    }

    Generation asCompressed() {
        return new Generation(live, number, true);
    }

    Path unfinishedIn(Path directory) {
        return directory.resolve(String.format("%s.%06d%s", live, number, UNFINISHED));
    }
}
