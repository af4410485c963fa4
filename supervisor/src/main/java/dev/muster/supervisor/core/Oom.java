package dev.muster.supervisor.core;

/**
 * A life ended because there was no memory. Immutable.
 *
 * @param by who ended it
 * @param what of which memory there was too little, in the words of who ended it; may be empty
 * @param heapDump the file that was left, empty when there is none
 */
public record Oom(By by, String what, String heapDump) {

    /** Who ends a process that finds no memory. */
    public enum By {
        /** The JVM itself, as {@code -XX:+ExitOnOutOfMemoryError} has it. */
        JVM,
        /** The kernel's OOM killer. */
        KERNEL,
        /** This master, which watches {@code memory-max} where no cgroup does. */
        MEMORY_MAX
    }

    /** As a sentence. */
    public String text() {
        return text("");
    }

    /** As {@link #text()}, with a few words more on what happened. */
    String text(String more) {
        String which = what.isEmpty() ? "" : " (" + what + ")";
        String dump = heapDump.isEmpty() ? "" : "; heap dump: " + heapDump;
        return switch (by) {
            case JVM -> "out of memory" + which + more + dump;
            case MEMORY_MAX -> "over memory-max" + which + more + dump;
            case KERNEL -> "killed by the kernel's OOM killer" + which + more + dump;
        };
    }
}
