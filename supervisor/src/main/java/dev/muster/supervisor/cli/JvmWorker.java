package dev.muster.supervisor.cli;

import dev.muster.supervisor.cli.text.Figures;
import dev.muster.supervisor.control.ControlClient;
import dev.muster.supervisor.control.Fields;
import dev.muster.supervisor.jvm.Jvm;
import dev.muster.supervisor.jvm.JvmException;
import dev.muster.supervisor.jvm.JvmSilentException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;

/** The one worker that a command is about, in the life that it has now, and its JVM. One thread. */
final class JvmWorker {
    private static final DateTimeFormatter SORTABLE =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final String id;
    private final long incarnation;
    private final long pid;

    private JvmWorker(String id, long incarnation, long pid) {
        this.id = id;
        this.incarnation = incarnation;
        this.pid = pid;
    }

    /**
     * Finds the worker by its name, or by its service's if that has one only, and does something with its JVM.
     *
     * @param timeout unless {@code --timeout} says otherwise
     * @throws CommandFailed naming the worker when it has no process, is no JVM or does not answer
     */
    static int with(Invocation invocation, Duration timeout, Function<Attached, Integer> action) {
        Duration patience = invocation
                .value(Options.TIMEOUT)
                .map(text -> Durations.parse(Options.TIMEOUT, text))
                .orElse(timeout);
        try (ControlClient client = invocation.connect()) {
            JvmWorker worker = find(client, invocation.operand(0));
            try {
                Jvm jvm = Jvm.of((int) worker.pid, () -> worker.quit(client), patience);
                return action.apply(new Attached(worker, jvm));
            } catch (JvmSilentException e) {
                throw new CommandFailed(Exit.TIMED_OUT, worker + " " + e.text());
            } catch (JvmException e) {
                throw new CommandFailed(Exit.FAILED, worker + " " + e.text());
            }
        }
    }

    private static JvmWorker find(ControlClient client, String name) {
        List<Fields> workers =
                client.call("status", Map.of("selectors", List.of(name))).objects("workers");
        if (workers.size() != 1) {
            String ids = workers.stream().map(worker -> worker.text("id")).collect(Collectors.joining(", "));
            throw CommandFailed.usage(name + " are several workers; name one of " + ids);
        }
        Fields worker = workers.get(0);
        String id = worker.text("id");
        if (!worker.has("pid")) {
            throw new CommandFailed(Exit.FAILED, id + " has no process: " + phase(worker));
        }
        return new JvmWorker(id, worker.number("incarnation"), worker.number("pid"));
    }

    private static String phase(Fields worker) {
        String phase = worker.text("phase");
        String reason = worker.optionalText("reason")
                .filter(text -> !text.isEmpty())
                .map(text -> " (" + text + ")")
                .orElse("");
        String next = worker.optionalNumber("nextInMs").isPresent()
                ? "it is tried again in "
                        + Figures.duration(worker.optionalNumber("nextInMs").getAsLong())
                : "`muster start " + worker.text("id") + "` starts it";
        return "it is " + phase + reason + "; " + next;
    }

    /** The master signals by pidfd, so that nobody else can get it. */
    private void quit(ControlClient client) {
        client.call("signal", Map.of("signal", "QUIT", "selectors", List.of(id)));
    }

    /** {@code printer.1-12-20260131T120000Z.hprof} in the directory of the logs, unless the second operand names a file. */
    Path file(Invocation invocation, String extension) {
        List<String> words = invocation.words();
        if (words.size() > 1) {
            throw CommandFailed.usage("unexpected argument " + words.get(1));
        }
        return words.isEmpty()
                ? invocation
                        .home()
                        .logs()
                        .resolve(id + "-" + incarnation + "-" + SORTABLE.format(Instant.now()) + "." + extension)
                : Path.of(words.get(0)).toAbsolutePath();
    }

    @Override
    public String toString() {
        return id + "#" + incarnation;
    }

    static void define(CommandSpec spec, String defaultTimeout) {
        Options.value(
                spec,
                "DURATION",
                "how long it may take, " + defaultTimeout + " by default; then exit 124",
                Options.TIMEOUT);
        Options.operand(spec, "NAME", "a worker (printer.2), or a service that has one only");
    }

    /** A worker and its JVM. */
    record Attached(JvmWorker worker, Jvm jvm) {}
}
