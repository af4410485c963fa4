package dev.muster.queue.chronicle;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Judges a run by what producers and consumers wrote down themselves, in the manner of Jepsen's total-queue: whatever was put
 * successfully must be finished, nothing may appear that nobody tried to put, nobody may finish a job twice, and each further run of a
 * job must have a cause that was written down: its worker gave it back or was killed, or the power was cut shortly after it was
 * acknowledged. A boot is the time between two such cuts.
 */
final class Oracle {

    /** How a run of a job ended, as far as its worker could say. */
    private enum End {
        KILLED,
        GIVEN_BACK,
        ACKNOWLEDGED,
        REFUSED
    }

    private static final class Run {
        final int boot;
        final long startedAt;
        End end = End.KILLED;
        long endedAt;

        Run(int boot, long startedAt) {
            this.boot = boot;
            this.startedAt = startedAt;
        }
    }

    private static final class Trace {
        boolean intended;
        boolean keyed;
        boolean confirmed;
        boolean ended;
        boolean waits;

        @Nullable
        String id;

        int boot;
        long putAt;
        final List<Run> runs = new ArrayList<>(1);
    }

    private final Map<String, Trace> traces = new HashMap<>();
    private final Map<Integer, Long> cuts = new TreeMap<>();
    private final Map<String, Integer> wrong = new TreeMap<>();
    private final List<String> details = new ArrayList<>();
    private final boolean synced;
    private final Duration window;
    private final Map<String, Integer> settled = new HashMap<>();
    private int processes;
    private int waiting;
    private int burials;
    private int refusedPuts;
    private int again;
    private int undone;
    private int dropped;
    private long undoneAge;
    private long droppedAge;

    /** Of a run without power cuts. */
    Oracle() {
        this(true, Duration.ZERO);
    }

    /**
     * @param synced a job that was put has to survive a power cut
     * @param window how long it may take until what was not synced is on disk nevertheless
     */
    Oracle(boolean synced, Duration window) {
        this.synced = synced;
        this.window = window;
    }

    /** The power was cut at the end of a boot. */
    void cut(int boot, long at) {
        cuts.put(boot, at);
    }

    void read(Path journal) {
        read(journal, 0);
    }

    /** @param boot in which the journal was written */
    void read(Path journal, int boot) {
        Map<String, Run> open = new HashMap<>();
        processes++;
        for (String line : Journal.lines(journal)) {
            String[] words = line.split(" ", -1);
            String job = words.length > 1 ? words[1] : "";
            long at = Journal.time(line);
            switch (words[0]) {
                case "intent" -> {
                    Trace trace = trace(job);
                    trace.intended = true;
                    trace.keyed = words.length > 2 && words[2].startsWith("key");
                }
                case "put" -> {
                    Trace trace = trace(job);
                    identify(job, trace, words[2]);
                    trace.confirmed = true;
                    trace.boot = boot;
                    trace.putAt = at;
                }
                case "refused" -> refusedPuts++;
                case "waits" -> {
                    trace(job).waits = true;
                    waiting++;
                }
                case "start" -> {
                    Trace trace = trace(job);
                    Run run = new Run(boot, at);
                    identify(job, trace, words[4]);
                    trace.runs.add(run);
                    open.put(job, run);
                }
                case "end" -> trace(job).ended = true;
                case "acked" -> {
                    settled(words);
                    close(open.remove(job), words[2].equals("true"), End.ACKNOWLEDGED, at);
                }
                case "buried", "retried", "released" -> {
                    settled(words);
                    burials += words[0].equals("buried") ? 1 : 0;
                    close(open.remove(job), words[2].equals("true"), End.GIVEN_BACK, at);
                }
                default -> {
                    // ready, at, over
                }
            }
        }
    }

    private void settled(String[] words) {
        if (words[2].equals("true")) {
            settled.merge(words[0], 1, Integer::sum);
        }
    }

    /**
     * Which counters cannot be, everything being at rest, nothing removed by hand and the power never cut. A process may have been
     * killed before it could write down its last settlement; acknowledgements are compared with the jobs themselves.
     */
    List<String> miscounted(Left left) {
        List<String> found = new ArrayList<>();
        if (left.acks() != left.done()) {
            found.add("miscounted: " + left.acks() + " acks for " + left.done() + " jobs done");
        }
        if (left.done() + left.dead() != left.puts()) {
            found.add("miscounted: " + left.done() + " done and " + left.dead() + " dead of " + left.puts() + " put");
        }
        compare(found, "retried", left.retries());
        compare(found, "released", left.releases());
        compare(found, "buried", left.buries());
        long runs =
                traces.values().stream().mapToLong(trace -> trace.runs.size()).sum();
        if (left.claims() < runs) {
            found.add("miscounted: " + left.claims() + " claims for " + runs + " runs");
        }
        if (left.claims() != left.ends()) {
            found.add("miscounted: " + left.claims() + " claims, and " + left.ends() + " ends");
        }
        return found;
    }

    private void compare(List<String> found, String what, long count) {
        int written = settled.getOrDefault(what, 0);
        if (count < written || count > written + processes) {
            found.add("miscounted: " + count + " " + what + " for " + written + " written down by " + processes
                    + " processes");
        }
    }

    private void identify(String job, Trace trace, String id) {
        if (trace.id != null && !trace.id.equals(id)) {
            wrong("another identity, " + trace.id + " and " + id, job);
        }
        trace.id = id;
    }

    private Trace trace(String job) {
        return traces.computeIfAbsent(job, j -> new Trace());
    }

    private static void close(@Nullable Run run, boolean held, End end, long at) {
        if (run != null) {
            run.end = held ? end : End.REFUSED;
            run.endedAt = at;
        }
    }

    int burials() {
        return burials;
    }

    /** Jobs whose time had not come at the end. */
    int waiting() {
        return waiting;
    }

    int refusedPuts() {
        return refusedPuts;
    }

    int puts() {
        return (int) traces.values().stream().filter(trace -> trace.confirmed).count();
    }

    /** What is wrong; empty when all is well. Call it once. */
    List<String> verdict() {
        // An ack whose process was killed before it could write so has written its end.
        Set<String> finished = new HashSet<>();
        traces.values().stream()
                .filter(trace -> (trace.ended || trace.waits) && trace.id != null)
                .forEach(trace -> finished.add(trace.id));
        traces.forEach((job, trace) -> {
            boolean taken = trace.keyed && finished.contains(trace.id); // by the one whose id it was told
            if (trace.confirmed && !trace.ended && !trace.waits && !taken) {
                missing(job, trace);
            }
            if (!trace.runs.isEmpty() && !trace.intended) {
                wrong("unexpected", job);
            }
            judgeRuns(job, trace);
        });
        return List.copyOf(details);
    }

    private void missing(String job, Trace trace) {
        int last = trace.runs.stream().mapToInt(run -> run.boot).max().orElse(trace.boot);
        Long cut = cuts.get(Math.max(last, trace.boot));
        long age = cut == null ? Long.MAX_VALUE : cut - trace.putAt;
        if (age <= 0) {
            return; // told of it when the power was gone already
        }
        if (synced || age > window.toNanos()) {
            wrong("lost" + (cut == null ? "" : " by the cut of boot " + last + " at the age of " + seconds(age)), job);
        } else {
            dropped++;
            droppedAge = Math.max(droppedAge, age);
        }
    }

    private void judgeRuns(String job, Trace trace) {
        List<Run> runs = trace.runs;
        runs.sort(Comparator.comparingInt((Run run) -> run.boot).thenComparingLong(run -> run.startedAt));
        again += Math.max(0, runs.size() - 1);
        for (int i = 0; i < runs.size(); i++) {
            Run run = runs.get(i);
            if (run.end == End.REFUSED) {
                wrong("lease lost", job);
            } else if (run.end == End.ACKNOWLEDGED && i + 1 < runs.size()) {
                runAfterItsEnd(job, run, runs.subList(i + 1, runs.size()));
            }
        }
    }

    private void runAfterItsEnd(String job, Run run, List<Run> later) {
        Long cut = cuts.get(run.boot);
        if (cut != null && later.get(0).boot > run.boot && cut - run.endedAt <= window.toNanos()) {
            undone++;
            undoneAge = Math.max(undoneAge, cut - run.endedAt);
            return;
        }
        boolean twice = later.stream().anyMatch(other -> other.end == End.ACKNOWLEDGED);
        Run next = later.get(0);
        String when = next.boot == run.boot
                ? ", " + seconds(next.startedAt - run.endedAt) + " later in the same boot"
                : cut == null ? "" : ", " + seconds(cut - run.endedAt) + " before the cut of boot " + run.boot;
        wrong((twice ? "acknowledged twice" : "run again after its end") + when, job);
    }

    private static String seconds(long nanos) {
        return Math.round(nanos / 1e6) / 1e3 + " s";
    }

    private void wrong(String what, String job) {
        wrong.merge(what.split(" by | at |,", 2)[0], 1, Integer::sum);
        if (details.size() < 200) {
            details.add(what + ": " + job);
        }
    }

    /** The figures of the run, after {@link #verdict}. */
    String figures() {
        long acknowledged = traces.values().stream()
                .filter(trace -> trace.runs.stream().anyMatch(run -> run.end == End.ACKNOWLEDGED))
                .count();
        String text =
                puts() + " jobs put, " + acknowledged + " acknowledged, " + refusedPuts + " puts refused, " + burials
                        + " buried, " + again + " runs again, lost " + count("lost") + ", acknowledged twice "
                        + count("acknowledged twice") + ", runs without a cause "
                        + (count("run again after its end")
                                + count("lease lost")
                                + count("unexpected")
                                + count("another identity"));
        return cuts.isEmpty()
                ? text
                : text + "; undone by the cuts: " + undone + " acknowledgements, at most " + seconds(undoneAge)
                        + " old, " + dropped + " puts, at most " + seconds(droppedAge) + " old";
    }

    private int count(String what) {
        return wrong.getOrDefault(what, 0);
    }
}
