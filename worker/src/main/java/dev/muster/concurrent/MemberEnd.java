package dev.muster.concurrent;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a member ended. Immutable.
 *
 * @param code as the shell has it: 128 and the number of the signal, where there was one
 * @param signal 0 for none
 * @param errorFile the report of a JVM that crashed
 */
record MemberEnd(long pid, int code, int signal, @Nullable Path errorFile, List<String> lastLines) {
    private static final int SIGNALS = 128;
    private static final int SIGKILL = 9;

    /** @param left whether it went through System.exit: a code above 128 is a code then, but for the signals that make a JVM exit so */
    static MemberEnd of(long pid, int code, boolean left, List<Path> errorFiles, List<String> lastLines) {
        boolean bySignal =
                code > SIGNALS && (!left || code == SIGNALS + 1 || code == SIGNALS + 2 || code == SIGNALS + 15);
        Path errorFile = null;
        for (Path candidate : errorFiles) {
            if (errorFile == null && Files.exists(candidate)) {
                errorFile = candidate;
            }
        }
        return new MemberEnd(pid, code, bySignal ? code - SIGNALS : 0, errorFile, lastLines);
    }

    /** Such as {@code pid 4711 was killed by SIGKILL}. */
    String text() {
        StringBuilder text = new StringBuilder("pid ").append(pid);
        if (signal == 0) {
            text.append(" exited with code ").append(code);
        } else {
            text.append(" was ended by ").append(name());
        }
        if (signal == SIGKILL) {
            text.append(" (somebody's kill -9, or the kernel's for want of memory)");
        }
        if (errorFile != null) {
            text.append("; report of the JVM: ").append(errorFile);
        }
        if (!lastLines.isEmpty()) {
            text.append("; it said last: ").append(String.join("\n    ", lastLines));
        }
        return text.toString();
    }

    private String name() {
        return switch (signal) {
            case 1 -> "SIGHUP";
            case 2 -> "SIGINT";
            case 3 -> "SIGQUIT";
            case 4 -> "SIGILL";
            case 6 -> "SIGABRT";
            case 7 -> "SIGBUS";
            case 8 -> "SIGFPE";
            case SIGKILL -> "SIGKILL";
            case 11 -> "SIGSEGV";
            case 15 -> "SIGTERM";
            default -> "signal " + signal;
        };
    }
}
