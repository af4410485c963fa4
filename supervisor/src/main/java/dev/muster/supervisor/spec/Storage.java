package dev.muster.supervisor.spec;

import java.util.Locale;

/** What a queue promises about the disk. Immutable. */
public record Storage(Durability durability) {

    /** When a put is complete. */
    public enum Durability {
        /** It survives the death of any process. */
        OS,
        /** It survives a power cut. */
        SYNC
    }

    /** As the end of a queue's URL. */
    String parameters() {
        return "&durability=" + durability.name().toLowerCase(Locale.ROOT);
    }
}
