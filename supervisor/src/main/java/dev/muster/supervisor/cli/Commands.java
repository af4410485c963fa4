package dev.muster.supervisor.cli;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The commands by name. Only the one that is asked for is built: on a small machine picocli takes 105 ms for one command
 * and 150 ms for all of them by annotations, of the 150 ms that {@code muster status} may take. Immutable.
 */
final class Commands {
    private static final List<Entry> ENTRIES = List.of(
            new Entry("run", List.of(), "run the fleet in the foreground, output merged"),
            new Entry("daemon", List.of(), "run the master as a service"),
            new Entry("check", List.of(), "check the configuration and print what it means"),
            new Entry("import", List.of(), "turn another supervisor's configuration into a muster.conf"),
            new Entry("plan", List.of(), "show what apply would do, and why"),
            new Entry("apply", List.of("reload"), "read the configuration again and apply it"),
            new Entry("status", List.of("ls", "ps"), "show workers and queues"),
            new Entry("top", List.of(), "watch workers and queues, and act on them"),
            new Entry("show", List.of(), "show all about a service or a worker"),
            new Entry("start", List.of(), "start workers"),
            new Entry("stop", List.of(), "stop workers"),
            new Entry("restart", List.of(), "stop and start workers"),
            new Entry("run-once", List.of(), "run a service that is down once, now, and end as it ends"),
            new Entry("signal", List.of(), "send a signal to workers"),
            new Entry("scale", List.of(), "change how many workers a service has"),
            new Entry("logs", List.of(), "show what workers print"),
            new Entry("events", List.of(), "show what happened, and who asked for it"),
            new Entry("why", List.of(), "explain what a worker does, waits for, and will do next"),
            new Entry("history", List.of(), "show how a worker died, and its last words"),
            new Entry("threads", List.of(), "print what the threads of a JVM do"),
            new Entry("heap", List.of(), "write a JVM's heap to a file"),
            new Entry("gc", List.of(), "collect a JVM's heap, and say what that freed"),
            new Entry("jfr", List.of(), "record what a JVM does for a while"),
            new Entry("wait", List.of(), "wait until workers are ready or stopped"),
            new Entry("queue", List.of(), "look into a queue, put jobs, take them out, pause it"),
            new Entry("cron", List.of(), "show the jobs that are put at times"),
            new Entry("results", List.of(), "show what workers have appended to a shared list"),
            new Entry("reexec", List.of(), "replace the master by a new one, under its workers"),
            new Entry("shutdown", List.of(), "stop the fleet and the master"),
            new Entry("service", List.of(), "install, remove or look at the units of systemd"),
            new Entry("archive", List.of(), "make commands and the master start faster"),
            new Entry("version", List.of(), "print the version"),
            new Entry("help", List.of(), "explain a command"));

    private final MasterRunner runner;

    /** Takes what {@code run} and {@code daemon} start. */
    Commands(MasterRunner runner) {
        this.runner = runner;
    }

    /** A fresh one of that entry. No lambdas in the table: linking each costs a command half a millisecond of its start. */
    Command create(Entry entry) {
        return switch (entry.name()) {
            case "run" -> new RunCommand(runner);
            case "daemon" -> new DaemonCommand(runner);
            case "check" -> new CheckCommand();
            case "import" -> new ImportCommand();
            case "plan" -> new PlanCommand();
            case "apply" -> new ApplyCommand();
            case "status" -> new StatusCommand();
            case "top" -> new TopCommand();
            case "show" -> new ShowCommand();
            case "start" -> new VerbCommand(VerbCommand.Verb.START);
            case "stop" -> new VerbCommand(VerbCommand.Verb.STOP);
            case "restart" -> new VerbCommand(VerbCommand.Verb.RESTART);
            case "run-once" -> new RunOnceCommand();
            case "signal" -> new SignalCommand();
            case "scale" -> new ScaleCommand();
            case "logs" -> new LogsCommand();
            case "events" -> new EventsCommand();
            case "why" -> new WhyCommand();
            case "history" -> new HistoryCommand();
            case "threads" -> new ThreadsCommand();
            case "heap" -> new HeapCommand();
            case "gc" -> new GcCommand();
            case "jfr" -> new JfrCommand();
            case "wait" -> new WaitCommand();
            case "cron" -> new CronCommand();
            case "results" -> new ResultsCommand();
            case "reexec" -> new ReexecCommand();
            case "shutdown" -> new ShutdownCommand();
            case "service" -> new ServiceCommand();
            case "archive" -> new ArchiveCommand();
            case "version" -> new VersionCommand();
            case "help" -> new HelpCommand(this);
            default -> QueueCommands.create(entry);
        };
    }

    Optional<Entry> find(String name) {
        List<Entry> known = QueueCommands.isOne(name) ? QueueCommands.ENTRIES : ENTRIES;
        for (Entry entry : known) {
            if (entry.name().equals(name) || entry.aliases().contains(name)) {
                return Optional.of(entry);
            }
        }
        return Optional.empty();
    }

    Stream<String> names() {
        return ENTRIES.stream().flatMap(e -> Stream.concat(Stream.of(e.name()), e.aliases().stream()));
    }

    List<Entry> entries() {
        return ENTRIES;
    }

    /** A command and what the overview says of it. */
    record Entry(String name, List<String> aliases, String summary) {}
}
