package dev.muster.supervisor.cli;

import dev.muster.supervisor.cli.text.Figures;
import dev.muster.supervisor.jvm.JvmException;
import dev.muster.supervisor.jvm.Recording;
import dev.muster.worker.SignalHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Model.CommandSpec;

/** {@code muster jfr NAME --for 60s [FILE]}: a flight recording; its path is the output. */
final class JfrCommand implements Command {
    private static final Duration DEFAULT = Duration.ofSeconds(60);
    /** The JVM ends the recording itself when this command was killed. */
    private static final Duration SLACK = Duration.ofSeconds(60);

    private static final long LOOK_MS = 1000;
    private static final String CLEAR_LINE = "\r\u001b[K";
    private static final int INTERRUPTED = 130;

    private final CountDownLatch stop = new CountDownLatch(1);

    @Override
    public void define(CommandSpec spec) {
        Options.value(spec, "DURATION", "how long to record, 60s by default; Ctrl-C ends it sooner", "--for");
        JvmWorker.define(spec, "30s");
        Options.words(spec, "FILE", "a file that does not exist yet; by default one in the directory of the logs");
    }

    @Override
    public int run(Invocation invocation) {
        Duration length = invocation
                .value("--for")
                .map(text -> Durations.parse("--for", text))
                .orElse(DEFAULT);
        if (length.isZero()) {
            throw CommandFailed.usage("--for: nothing can be recorded in no time");
        }
        return JvmWorker.with(invocation, Duration.ofSeconds(30), attached -> {
            Path file = attached.worker().file(invocation, "jfr");
            try (Recording recording = attached.jvm().record(file, length.plus(SLACK))) {
                listen();
                boolean lives = follow(attached, length, invocation.terminal());
                return lives
                        ? finished(attached, recording, file, invocation)
                        : salvaged(attached, recording, file, invocation);
            }
        });
    }

    /** The first signal ends the recording in order, the second one this command. */
    private void listen() {
        Runnable end = () -> {
            if (stop.getCount() == 0) {
                Runtime.getRuntime().halt(INTERRUPTED);
            }
            stop.countDown();
        };
        SignalHandlers.install(Map.of("INT", end, "TERM", end, "HUP", end));
    }

    /** Waits; false when the worker has ended before. */
    private boolean follow(JvmWorker.Attached attached, Duration length, Terminal terminal) {
        boolean seen = Terminal.messagesAreSeen();
        long start = System.nanoTime();
        try {
            while (true) {
                long done = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
                if (seen) {
                    terminal.err()
                            .print(CLEAR_LINE + attached.worker() + ": recording, " + Figures.duration(done) + " of "
                                    + Figures.duration(length.toMillis()) + " (Ctrl-C ends it and writes the file)");
                    terminal.err().flush();
                }
                long left = length.toMillis() - done;
                if (left <= 0 || stop.await(Math.min(left, LOOK_MS), TimeUnit.MILLISECONDS)) {
                    return true;
                } else if (!attached.jvm().isAlive()) {
                    return false;
                }
            }
        } catch (InterruptedException e) {
            return true;
        } finally {
            terminal.err().print(seen ? CLEAR_LINE : "");
            terminal.err().flush();
        }
    }

    private static int finished(JvmWorker.Attached attached, Recording recording, Path file, Invocation invocation) {
        try {
            long bytes = recording.finish();
            tell(attached, bytes, "", file, invocation);
            return Exit.OK;
        } catch (JvmException e) {
            if (attached.jvm().isAlive()) {
                throw e;
            }
            return salvaged(attached, recording, file, invocation);
        }
    }

    /** It writes what it has when it ends in order. */
    private static int salvaged(JvmWorker.Attached attached, Recording recording, Path file, Invocation invocation) {
        try {
            tell(attached, recording.salvage(), "; the worker has ended meanwhile", file, invocation);
        } catch (JvmException nothing) {
            throw new CommandFailed(Exit.FAILED, attached.worker() + " has ended meanwhile and left no recording");
        }
        return Exit.FAILED;
    }

    private static void tell(JvmWorker.Attached attached, long bytes, String remark, Path file, Invocation invocation) {
        invocation.terminal().message(attached.worker() + ": recording of " + Figures.bytes(bytes) + remark);
        invocation.terminal().data(file.toString());
    }
}
