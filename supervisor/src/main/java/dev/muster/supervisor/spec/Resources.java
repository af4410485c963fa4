package dev.muster.supervisor.spec;

import java.util.Optional;

/**
 * What a worker may take of the machine while it runs; a change takes effect without touching a process. Immutable.
 *
 * @param memoryMax in bytes
 * @param cpuMax such as {@code 150%}, which is one and a half processors
 * @param tasksMax processes and threads
 */
public record Resources(Optional<Long> memoryMax, Optional<String> cpuMax, Optional<Integer> tasksMax) {

    /** As much as it likes. */
    public static final Resources NONE = new Resources(Optional.empty(), Optional.empty(), Optional.empty());

    public Optional<Integer> cpuPercent() {
        return cpuMax.map(text -> Integer.valueOf(text.substring(0, text.length() - 1)));
    }
}
