package dev.muster.supervisor.cli;

import java.time.Clock;
import java.util.List;

/** The commands below {@code muster queue}, as {@link Commands} has the others. Immutable. */
final class QueueCommands {
    /** The word that they follow. */
    static final String GROUP = "queue";

    private static final String PREFIX = GROUP + " ";

    static final List<Commands.Entry> ENTRIES = List.of(
            entry("ls", "list the queues with their counts"),
            entry("stats", "show all counts of a queue, and how long jobs wait and run"),
            entry("peek", "show the next jobs, and those that run"),
            entry("put", "put a job, or one for each line of stdin"),
            entry("dead", "show the jobs that were put aside, and why"),
            entry("retry", "have a dead job tried again, or all of them"),
            entry("bury", "put a waiting job aside as dead"),
            entry("remove", "remove a waiting or dead job"),
            entry("cancel", "remove a waiting job, or have its worker end one that runs"),
            entry("pause", "hand out no jobs for a while"),
            entry("resume", "hand out jobs again"),
            entry("purge", "remove all jobs that wait"),
            entry("verify", "look for damage in the files; exit 1 when there is any"),
            entry("export", "print all unfinished jobs, one JSON object a line"),
            entry("import", "put what export printed, here or elsewhere"));

    private QueueCommands() {}

    private static Commands.Entry entry(String verb, String summary) {
        return new Commands.Entry(PREFIX + verb, List.of(), summary);
    }

    static String name(String verb) {
        return PREFIX + verb;
    }

    static boolean isOne(String name) {
        return name.startsWith(PREFIX);
    }

    static List<String> names() {
        return ENTRIES.stream().map(Commands.Entry::name).toList();
    }

    static Command create(Commands.Entry entry) {
        return switch (entry.name()) {
            case GROUP, "queue ls" -> new QueueLsCommand();
            case "queue stats" -> new QueueCommand(new QueueStatsVerb());
            case "queue peek" -> new QueueCommand(new QueuePeekVerb());
            case "queue put" -> new QueueCommand(new QueuePutVerb(System.in));
            case "queue dead" -> new QueueCommand(new QueueDeadVerb());
            case "queue retry" -> new QueueCommand(new QueueRetryVerb());
            case "queue bury" -> new QueueCommand(new QueueBuryVerb());
            case "queue remove" -> new QueueCommand(new QueueRemoveVerb());
            case "queue cancel" -> new QueueCommand(new QueueCancelVerb());
            case "queue pause" -> new QueueCommand(new QueuePauseVerb());
            case "queue resume" -> new QueueCommand(new QueueResumeVerb());
            case "queue purge" -> new QueueCommand(new QueuePurgeVerb());
            case "queue verify" -> new QueueCommand(new QueueVerifyVerb());
            case "queue export" -> new QueueCommand(new QueueExportVerb());
            case "queue import" -> new QueueCommand(new QueueImportVerb(System.in, Clock.systemUTC()));
            default -> throw new IllegalStateException("no command for " + entry.name());
        };
    }

    static void overview(Terminal terminal) {
        terminal.data("Usage: muster queue COMMAND NAME ... [-c FILE] [--home DIR] [--json]");
        terminal.data("Works on the queues of the configuration, whether a master is running or not.");
        terminal.data("");
        HelpCommand.list(ENTRIES, terminal);
        terminal.data("");
        terminal.data("`muster help queue COMMAND` tells more. For example:");
        terminal.data("  muster queue put numbers '{\"number\": 42}' --delay 10m");
        terminal.data("  muster queue put numbers - < jobs.jsonl");
        terminal.data("  muster queue peek numbers -n 3");
        terminal.data("  muster queue pause numbers --for 10m");
    }
}
