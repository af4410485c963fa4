package dev.muster.supervisor.cli.top;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** What the workers are sorted by: what one looks for stands first. */
enum Sort {
    /** As the configuration has them. */
    NAME('n'),
    CPU('c'),
    MEMORY('m'),
    RESTARTS('t'),
    UPTIME('u'),
    PHASE('p');

    private final char key;

    Sort(char key) {
        this.key = key;
    }

    Comparator<WorkerRow> order() {
        return switch (this) {
            case NAME -> Comparator.comparing(row -> 0);
            case CPU -> Comparator.comparing(row -> -row.cpu().orElse(-1));
            case MEMORY -> Comparator.comparing(row -> -row.usage().rssBytes().orElse(-1));
            case RESTARTS -> Comparator.comparing(row -> -row.standing().restarts());
            case UPTIME -> Comparator.comparing(row -> row.usage().uptimeMs().orElse(-1));
            case PHASE ->
                Comparator.comparing((WorkerRow row) -> row.standing().phase().equals("READY"))
                        .thenComparing(row -> row.standing().phase());
        };
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Sort> byKey(int character) {
        return Arrays.stream(values()).filter(sort -> sort.key == character).findFirst();
    }

    static Optional<Sort> byWord(String word) {
        return Arrays.stream(values()).filter(sort -> sort.word().equals(word)).findFirst();
    }
}
