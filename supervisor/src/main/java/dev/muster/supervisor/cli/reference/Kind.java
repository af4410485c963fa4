package dev.muster.supervisor.cli.reference;

import java.util.List;

/**
 * What can stand in a place of the command line. Immutable.
 *
 * @param words for {@link Source#WORDS}, all that can
 */
record Kind(Source source, List<String> words) {

    /** Where a shell finds proposals. */
    enum Source {
        NOTHING,
        WORDS,
        COMMANDS,
        WORKERS,
        QUEUES,
        FILES,
        DIRECTORIES
    }

    static Kind of(String command, String label) {
        return switch (label) {
            case "SELECTOR" -> from(Source.WORKERS);
            case "NAME" -> from(command.startsWith("queue ") ? Source.QUEUES : Source.WORKERS);
            case "COMMAND" -> from(Source.COMMANDS);
            case "FILE" -> from(Source.FILES);
            case "DIR" -> from(Source.DIRECTORIES);
            case "STATE" -> words("ready", "stopped");
            case "ACTION" -> words("install", "uninstall", "status");
            case "LEVEL" -> words("high", "normal", "low");
            case "SIGNAL" -> words("HUP", "INT", "QUIT", "KILL", "USR1", "USR2", "TERM", "CONT", "STOP");
            default -> from(Source.NOTHING);
        };
    }

    private static Kind from(Source source) {
        return new Kind(source, List.of());
    }

    private static Kind words(String... words) {
        return new Kind(Source.WORDS, List.of(words));
    }
}
