package dev.muster.supervisor.cli;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The commands by name. Only the one that is asked for is built: on a small machine picocli takes 105 ms for one command
 * and 150 ms for all of them by annotations, of the 150 ms that {@code muster status} may take. Immutable.
 */
final class Commands {
    private final List<Entry> entries;

    /** @param runner what {@code run} and {@code daemon} start */
    Commands(MasterRunner runner) {
        entries = List.of(
                new Entry(
                        "run",
                        List.of(),
                        "run the fleet in the foreground, output merged",
                        () -> new RunCommand(runner)),
                new Entry("daemon", List.of(), "run the master as a service", () -> new DaemonCommand(runner)),
                new Entry("check", List.of(), "check the configuration and print what it means", CheckCommand::new),
                new Entry("plan", List.of(), "show what apply would do, and why", PlanCommand::new),
                new Entry("apply", List.of("reload"), "read the configuration again and apply it", ApplyCommand::new),
                new Entry("status", List.of("ls", "ps"), "show workers and queues", StatusCommand::new),
                new Entry("show", List.of(), "show all about a service or a worker", ShowCommand::new),
                new Entry("start", List.of(), "start workers", () -> new VerbCommand(VerbCommand.Verb.START)),
                new Entry("stop", List.of(), "stop workers", () -> new VerbCommand(VerbCommand.Verb.STOP)),
                new Entry(
                        "restart",
                        List.of(),
                        "stop and start workers",
                        () -> new VerbCommand(VerbCommand.Verb.RESTART)),
                new Entry("signal", List.of(), "send a signal to workers", SignalCommand::new),
                new Entry("scale", List.of(), "change how many workers a service has", ScaleCommand::new),
                new Entry("logs", List.of(), "show what workers print", LogsCommand::new),
                new Entry("wait", List.of(), "wait until workers are ready or stopped", WaitCommand::new),
                new Entry("shutdown", List.of(), "stop the fleet and the master", ShutdownCommand::new),
                new Entry("version", List.of(), "print the version", VersionCommand::new),
                new Entry("help", List.of(), "explain a command", () -> new HelpCommand(this)));
    }

    Optional<Entry> find(String name) {
        return entries.stream()
                .filter(e -> e.name().equals(name) || e.aliases().contains(name))
                .findFirst();
    }

    Stream<String> names() {
        return entries.stream().flatMap(e -> Stream.concat(Stream.of(e.name()), e.aliases().stream()));
    }

    List<Entry> entries() {
        return entries;
    }

    /** A command and what the overview says of it. */
    record Entry(String name, List<String> aliases, String summary, Supplier<Command> command) {}
}
