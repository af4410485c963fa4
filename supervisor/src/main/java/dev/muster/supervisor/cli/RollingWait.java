package dev.muster.supervisor.cli;

import dev.muster.supervisor.control.ControlClient;
import dev.muster.supervisor.control.Fields;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** Waits until workers are replaced one by one, and tells how far it is. Whoever gives up waiting changes nothing. One thread. */
final class RollingWait {
    private static final Duration FIRST = Duration.ofMillis(500);
    private static final Duration SLICE = Duration.ofSeconds(1);
    private static final String CLEAR_LINE = "\r\u001b[K";

    private final ControlClient client;
    private final Terminal terminal;
    private final Optional<Duration> timeout;
    private final AtomicBoolean over = new AtomicBoolean();
    private String lastProgress = "";

    RollingWait(ControlClient client, Invocation invocation) {
        this.client = client;
        this.terminal = invocation.terminal();
        this.timeout = invocation.value(Options.TIMEOUT).map(given -> invocation.timeout());
    }

    /** The exit code: 0 when all are replaced, 1 when it ended otherwise, 124 when the time is over. */
    int until(long rollout) {
        Thread interrupted = new Thread(this::goesOn);
        Runtime.getRuntime().addShutdownHook(interrupted);
        try {
            return await(rollout);
        } finally {
            over.set(true);
            forget(interrupted);
        }
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException ending) {
            return; // it runs already
        }
    }

    private int await(long rollout) {
        long start = System.nanoTime();
        Duration slice = FIRST;
        while (true) {
            Duration span = Duration.ofNanos(System.nanoTime() - start);
            Duration held = shorter(slice, timeout.map(all -> all.minus(span)).orElse(slice));
            Fields state = client.call(
                    "wait", Map.of("targets", List.of(), "rollout", rollout, "timeoutMs", held.toMillis()), held);
            Fields rolling = state.object("rolling");
            if (state.flag("settled")) {
                endProgress();
                terminal.message(rolling.text("text"));
                return rolling.text("state").equals("done") ? Exit.OK : Exit.FAILED;
            }
            if (timeout.isPresent() && span.compareTo(timeout.get()) >= 0) {
                endProgress();
                terminal.message(rolling.text("text"));
                goesOn();
                return Exit.TIMED_OUT;
            }
            progress(rolling.text("text"));
            slice = SLICE;
        }
    }

    private static Duration shorter(Duration slice, Duration left) {
        Duration positive = left.isNegative() ? Duration.ZERO : left;
        return positive.compareTo(slice) < 0 ? positive : slice;
    }

    /** Said at the end of somebody's patience, or at the Ctrl-C. */
    private void goesOn() {
        if (over.compareAndSet(false, true)) {
            terminal.message("it goes on; `muster status` shows how far it is, and stop, restart, scale or apply of the"
                    + " same service end it");
        }
    }

    private void progress(String line) {
        if (terminal.interactive()) {
            terminal.err().print(CLEAR_LINE + line);
            terminal.err().flush();
        } else if (!line.equals(lastProgress)) {
            terminal.message(line);
        }
        lastProgress = line;
    }

    private void endProgress() {
        if (terminal.interactive() && !lastProgress.isEmpty()) {
            terminal.err().print(CLEAR_LINE);
        }
    }
}
