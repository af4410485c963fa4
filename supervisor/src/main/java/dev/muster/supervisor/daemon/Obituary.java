package dev.muster.supervisor.daemon;

import dev.muster.supervisor.core.ExitStatus;
import dev.muster.supervisor.core.Oom;
import dev.muster.supervisor.event.LastWords;
import dev.muster.supervisor.spec.Program;
import dev.muster.supervisor.spec.WorkerId;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tells whether a life has ended for want of memory: an exit status alone does not. Thread-safe. */
final class Obituary {

    private static final int SIGABRT = 6;
    private static final Pattern VERDICT =
            Pattern.compile("(?:Terminating|Aborting) due to java[.]lang[.]OutOfMemoryError(?:: (?<what>.*))?");
    private static final Pattern DUMP = Pattern.compile("Dumping heap to (?<file>.+) [.]{3}");

    private final HeapDumps dumps;
    private final LastWords words;

    Obituary(HeapDumps dumps, LastWords words) {
        this.dumps = dumps;
        this.words = words;
    }

    /** Whether there may be something to tell; for all other ends nobody is to wait. */
    static boolean isDue(Program program, ExitStatus status) {
        boolean suspect = status.code() == HeapDumps.EXIT_CODE || status.signal() == SIGABRT;
        return program.isJvm() && (suspect || status.equals(ExitStatus.unknown()));
    }

    /**
     * Reads what the JVM has said and left. Once all that it wrote is in its log.
     *
     * @param born when this life began: what was said before was not said by it
     */
    Optional<Oom> of(WorkerId worker, int incarnation, int pid, Instant born) {
        List<String> said = words.between(worker, born, Instant.now());
        Optional<Matcher> verdict =
                said.stream().map(VERDICT::matcher).filter(Matcher::find).reduce((earlier, later) -> later);
        Optional<String> dump = dumps.claim(worker, incarnation, pid)
                .map(Path::toString)
                .or(() -> said.stream()
                        .map(DUMP::matcher)
                        .filter(Matcher::find)
                        .map(found -> found.group("file"))
                        .reduce((earlier, later) -> later));
        if (verdict.isEmpty() && dump.isEmpty()) {
            return Optional.empty();
        }
        String what = verdict.map(found -> found.group("what")).orElse("Java heap space");
        return Optional.of(new Oom(Oom.By.JVM, what.replaceFirst(" space$", ""), dump.orElse("")));
    }
}
