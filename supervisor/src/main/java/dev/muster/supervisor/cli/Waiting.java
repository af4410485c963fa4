package dev.muster.supervisor.cli;

import dev.muster.supervisor.cli.text.Figures;
import dev.muster.supervisor.control.ControlClient;
import dev.muster.supervisor.control.Fields;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Blocks a command until the workers are where it wants them. What "there" means (a state, from an incarnation on) was
 * fixed by the master when it accepted the command, so that no older state can satisfy it. One thread.
 */
final class Waiting {
    private static final Duration SILENT = Duration.ofSeconds(2);
    private static final Duration SLICE = Duration.ofSeconds(1);

    private final ControlClient client;
    private final Invocation invocation;
    private final Terminal terminal;
    private final boolean wanted;
    private final Duration timeout;
    /** Those of whom it was said that they were so already. */
    private final Set<String> told = new HashSet<>();

    private String lastProgress = "";

    Waiting(ControlClient client, Invocation invocation) {
        this.client = client;
        this.invocation = invocation;
        this.terminal = invocation.terminal();
        this.wanted = !invocation.has(Options.NO_WAIT);
        this.timeout = invocation.timeout();
    }

    /**
     * Waits for the targets that the master named.
     *
     * @param accepted the answer to a verb, with {@code targets}
     * @return the exit code
     */
    int until(Fields accepted) {
        List<Map<?, ?>> targets =
                accepted.objects("targets").stream().map(Fields::asMap).collect(Collectors.toList());
        accepted.objects("workers").stream()
                .filter(worker -> worker.text("outcome").equals("UNCHANGED"))
                .forEach(worker -> told.add(worker.text("id")));
        if (!wanted) {
            return Exit.OK;
        }
        if (accepted.has("rollout")) {
            int exitCode = new RollingWait(client, invocation).until(accepted.number("rollout"));
            if (exitCode != Exit.OK) {
                return exitCode;
            }
        }
        if (targets.isEmpty()) {
            return Exit.OK;
        }
        long start = System.nanoTime();
        Duration slice = SILENT;
        while (true) {
            Duration left = timeout.minusNanos(System.nanoTime() - start);
            Duration held = left.compareTo(slice) < 0 ? left : slice;
            long heldMillis = Math.max(0, held.toMillis());
            Fields state = client.call(
                    "wait", Map.of("targets", targets, "timeoutMs", heldMillis), Duration.ofMillis(heldMillis));
            if (state.flag("settled")) {
                return settled(state);
            }
            if (timeout.toNanos() <= System.nanoTime() - start) {
                return timedOut(state);
            }
            progress(state);
            slice = SLICE;
        }
    }

    private int settled(Fields state) {
        endProgress();
        int exitCode = Exit.OK;
        for (Fields worker : state.objects("workers")) {
            boolean missed = worker.text("outcome").equals("missed");
            if (missed) {
                exitCode = Exit.FAILED;
            }
            if (missed || !told.contains(worker.text("id"))) {
                terminal.message(worker.text("id") + ": " + describe(worker));
            }
        }
        return exitCode;
    }

    private int timedOut(Fields state) {
        endProgress();
        for (Fields worker : pending(state)) {
            terminal.message(worker.text("id") + ": still " + describe(worker) + " after "
                    + Figures.duration(timeout.toMillis()));
        }
        return Exit.TIMED_OUT;
    }

    /** One line on a terminal that is written over; elsewhere one line whenever it changes. */
    private void progress(Fields state) {
        List<Fields> pending = pending(state);
        String names = pending.stream()
                .limit(3)
                .map(worker -> worker.text("id") + " (" + describe(worker) + ")")
                .collect(Collectors.joining(", "));
        String line = "waiting for " + names + (pending.size() > 3 ? " and " + (pending.size() - 3) + " more" : "");
        if (terminal.interactive()) {
            terminal.err().print("\r\u001b[K" + line);
            terminal.err().flush();
        } else if (!line.equals(lastProgress)) {
            terminal.message(line);
        }
        lastProgress = line;
    }

    private void endProgress() {
        if (terminal.interactive() && !lastProgress.isEmpty()) {
            terminal.err().print("\r\u001b[K");
        }
    }

    private static List<Fields> pending(Fields state) {
        return state.objects("workers").stream()
                .filter(worker -> worker.text("outcome").equals("pending"))
                .toList();
    }

    private static String describe(Fields worker) {
        String pid = worker.has("pid") ? ", pid " + worker.number("pid") : "";
        String reason = worker.optionalText("reason").map(r -> ": " + r).orElse("");
        String phase = worker.text("phase").toLowerCase(Locale.ROOT);
        // Who is stopped and still waited for waits itself, for somebody else.
        boolean tells = worker.text("outcome").equals("missed") || phase.equals("stopped");
        return phase + pid + (tells ? reason : "");
    }
}
