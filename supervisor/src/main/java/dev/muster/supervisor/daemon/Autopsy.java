package dev.muster.supervisor.daemon;

import dev.muster.queue.ledger.CrashReports;
import dev.muster.queue.ledger.Witness;
import dev.muster.supervisor.core.ExitStatus;
import dev.muster.supervisor.log.Line;
import dev.muster.supervisor.log.OutputPump;
import dev.muster.supervisor.log.Question;
import dev.muster.supervisor.process.Child;
import dev.muster.supervisor.spec.Home;
import dev.muster.supervisor.spec.WorkerId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds out what can be known of a worker's end, for the dead letters of the jobs that it held. Immutable. */
record Autopsy(WorkerId worker, Witness witness, ExitStatus status, Instant at) {

    private static final Question LAST_WORDS = new Question(200, 64 << 10, Optional.empty(), false);
    private static final int MAX_LINE_CHARS = 4096;

    static Autopsy of(WorkerId worker, int incarnation, Child child, ExitStatus status) {
        Witness witness = new Witness(worker + "#" + incarnation, child.pid(), child.startTicks());
        return new Autopsy(worker, witness, status, Instant.now());
    }

    /**
     * Reads what is there to be read.
     *
     * @param drained when all that the worker wrote was in its log: what came later is the next life's
     */
    CrashReports.Report report(OutputPump output, Home home, Instant drained) {
        List<String> log = output.tail(worker, LAST_WORDS).lines().stream()
                .filter(line ->
                        line.at().map(written -> !written.isAfter(drained)).orElse(true))
                .map(Autopsy::text)
                .toList();
        return new CrashReports.Report(witness, at.toEpochMilli(), status.toString(), errorFile(home), log);
    }

    private static String text(Line line) {
        String text = line.text();
        return text.length() <= MAX_LINE_CHARS ? text : text.substring(0, MAX_LINE_CHARS) + "...";
    }

    /** That of one that has begun as a spare is named for its service alone. */
    private String errorFile(Home home) {
        String pid = Integer.toString(witness.pid());
        return Stream.of(worker.toString(), worker.service())
                .map(name -> home.logs().resolve(errorFile(name, pid)))
                .filter(Files::exists)
                .map(Path::toString)
                .findFirst()
                .orElse("");
    }

    /** Where a JVM is told to leave its report of a crash; to its option {@code %p} is the pid, and {@code %%} a percent sign. */
    static String errorFileOption(Home home, String name) {
        return home.logs().toString().replace("%", "%%") + "/" + errorFile(name, "%p");
    }

    private static String errorFile(String name, String pid) {
        return name + ".hs_err_" + pid + ".log";
    }
}
