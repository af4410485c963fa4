package dev.muster.supervisor.spec;

import java.util.Locale;
import java.util.Optional;

/**
 * What a queue promises about the disk, and how much of it it takes. Immutable.
 *
 * @param minFree bytes that are left free on the file system; a share of it when empty
 * @param maxBytes what the queue's files may take; unbounded when empty
 */
public record Storage(Durability durability, Optional<Long> minFree, Optional<Long> maxBytes) {

    /** What holds when a configuration says nothing. */
    public static final Storage DEFAULT = new Storage(Durability.OS, Optional.empty(), Optional.empty());

    /** When a put is complete. */
    public enum Durability {
        /** It survives the death of any process. */
        OS,
        /** It survives a power cut. */
        SYNC
    }

    /** As the end of a queue's URL. */
    String parameters() {
        return "&durability=" + durability.name().toLowerCase(Locale.ROOT)
                + minFree.map(bytes -> "&min-free=" + bytes).orElse("")
                + maxBytes.map(bytes -> "&max-bytes=" + bytes).orElse("");
    }
}
