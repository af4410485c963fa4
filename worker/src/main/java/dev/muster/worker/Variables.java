package dev.muster.worker;

import java.util.HashMap;
import java.util.Map;

/** The environment of this worker: that of its process, and over it what a spare was given with its slot. Thread-safe. */
final class Variables {
    private static volatile Map<String, String> current = System.getenv();

    private Variables() {}

    static Map<String, String> current() {
        return current;
    }

    static void add(Map<String, String> given) {
        Map<String, String> both = new HashMap<>(current);
        both.putAll(given);
        current = Map.copyOf(both);
    }
}
