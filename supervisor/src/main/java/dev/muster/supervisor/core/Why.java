package dev.muster.supervisor.core;

import dev.muster.supervisor.spec.Backoff;
import dev.muster.supervisor.spec.Check;
import dev.muster.supervisor.spec.Probe;
import dev.muster.supervisor.spec.RestartLimit;
import dev.muster.supervisor.spec.RestartPolicy;
import dev.muster.supervisor.spec.StartPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a worker is doing, what it waits for, and what happens next, in words. Immutable.
 *
 * @param state what it is doing, and why
 * @param waitsFor empty when it waits for nothing
 * @param next what happens next, unless something else does before
 * @param nextIn when that is, if it has a time
 * @param hints commands that help, each with what it is good for behind a {@code #}
 */
public record Why(String state, String waitsFor, String next, Optional<Duration> nextIn, List<String> hints) {

    private static final int LATE_KILLS = 2;

    public Why {
        hints = List.copyOf(hints);
    }

    /**
     * Explains a worker.
     *
     * @param now the loop's monotonic time
     * @param lived how long its last life was, if that is known
     */
    public static Why of(Worker worker, Instant now, Optional<Duration> lived) {
        return of(worker, now, lived, Optional.empty());
    }

    /** As {@link #of(Worker, Instant, Optional)}, for a worker whose service may have a schedule. */
    public static Why of(Worker worker, Instant now, Optional<Duration> lived, Optional<NextRun> nextRun) {
        return new Telling(worker, now, lived, nextRun).why();
    }

    /**
     * When a scheduled service runs next.
     *
     * @param at by the wall clock; empty when it does not
     * @param waiting a run waits for the end of the present one
     */
    public record NextRun(Optional<Instant> at, Optional<Duration> in, boolean waiting) {}

    /** A duration in at most two units: 850ms, 9s, 4m12s, 3h05m, 12d04h. */
    static String span(Duration span) {
        if (span.compareTo(Duration.ofHours(1)) < 0) {
            return Spans.text(span.compareTo(Duration.ofMinutes(1)) < 0 ? span : Duration.ofSeconds(span.toSeconds()));
        }
        return span.compareTo(Duration.ofDays(1)) < 0
                ? span.toHours() + "h" + two(span.toMinutesPart()) + "m"
                : span.toDays() + "d" + two(span.toHoursPart()) + "h";
    }

    private static String two(int number) {
        return number < 10 ? "0" + number : String.valueOf(number);
    }

    private record Telling(Worker worker, Instant now, Optional<Duration> lived, Optional<NextRun> nextRun) {

        Why why() {
            return switch (worker.phase()) {
                case STOPPED -> FleetOrder.waits(worker) ? waiting() : nextRun.isPresent() ? resting() : stopped();
                case STARTING -> starting();
                case READY -> ready();
                case STOPPING -> stopping();
                case KILLING -> killing();
                case BACKOFF -> backOff();
                case FAILED -> nextRun.isPresent() && Runs.rests(worker) ? resting() : failed();
            };
        }

        private Why waiting() {
            return why(is(worker.reason()), worker.reason(), "it starts as soon as it may", List.of());
        }

        /** Between two runs. */
        private Why resting() {
            NextRun run = nextRun.orElseThrow();
            String next = run.at().isPresent()
                    ? "it runs at " + run.at().get() + ", in " + span(run.in().orElse(Duration.ZERO))
                    : "nothing: its schedule is suspended until somebody starts it";
            List<String> hints = new ArrayList<>(List.of("muster run-once " + worker.id() + "  # runs it now"));
            hints.add(run.at().isPresent() ? stop("suspends its schedule") : start("resumes its schedule"));
            hints.add(history());
            return new Why(is(worker.reason()), "", next, run.in(), hints);
        }

        private Why stopped() {
            String next = worker.done()
                    ? "nothing: it has done what it was for"
                    : "nothing: it stays down until somebody starts it";
            return why(is(worker.reason()), "", next, List.of(start("starts it")));
        }

        private Why starting() {
            String waitsFor = worker.pid().isPresent() ? readiness() : "its process";
            String next = "unless it is ready within " + left() + " it is stopped, which counts as a failure";
            return why(
                    is(worker.reason()) + inARow(),
                    waitsFor,
                    worker.surplus() ? next + "; then its slot is removed" : next,
                    List.of(logs(), stop("gives up")));
        }

        private String readiness() {
            StartPolicy.Ready ready = worker.spec().policy().start().ready();
            if (ready instanceof StartPolicy.LogLine line) {
                return "a line of its output that matches " + line.log();
            }
            if (ready instanceof Probe probe) {
                return "its start probe (" + question(probe.check()) + ")";
            }
            return ready == StartPolicy.Ready.NOTIFY
                    ? "READY=1 by sd_notify"
                    : "its word that it is ready (ready(), or the first handle, take or awaitStop)";
        }

        /** Without what may be secret in it. */
        private static String question(Check check) {
            if (check instanceof Check.Tcp tcp) {
                return "tcp " + tcp.tcp();
            }
            return check instanceof Check.Exec command ? command.exec().get(0) : "http";
        }

        private Why ready() {
            String next = worker.surplus()
                    ? "it is asked to stop, and its slot is removed"
                    : "nothing, as long as it runs; " + whenItEnds();
            return worker.complaint().isEmpty()
                    ? why(is(worker.reason()), "", next, List.of(logs()))
                    : why(
                            is("it does not serve for the moment: " + worker.complaint()),
                            "its readiness probe to succeed",
                            next,
                            List.of(logs()));
        }

        private String whenItEnds() {
            if (nextRun.isPresent()) {
                NextRun run = nextRun.get();
                return run.waiting()
                        ? "when it ends the run begins that waits"
                        : run.at().map(at -> "the next run is due at " + at).orElse("its schedule is suspended");
            }
            RestartPolicy.When when = worker.spec().policy().restart().when();
            return switch (when) {
                case ALWAYS -> "when it ends it is started again";
                case ON_FAILURE -> "when it fails it is started again";
                case NEVER -> "when it ends it is not started again";
            };
        }

        private Why stopping() {
            String who = worker.pid().isPresent()
                    ? "the end of process " + worker.pid().getAsInt()
                    : worker.life().exit().isPresent() ? "the rest of its process group" : "its process, to stop it";
            String next = "in " + left() + " what is left of it gets KILL; " + afterwards();
            return why(is(worker.reason()), who, next, List.of(logs(), stop("again kills it now")));
        }

        private String afterwards() {
            if (worker.surplus()) {
                return "then its slot is removed";
            }
            return worker.goal() == Goal.UP ? "then it is started again" : "then it stays down";
        }

        private Why killing() {
            String next = "KILL again in " + left() + "; " + afterwards();
            List<String> hints = new ArrayList<>(List.of(logs()));
            boolean late = since().compareTo(Moves.KILL_AGAIN.multipliedBy(LATE_KILLS)) >= 0;
            worker.pid().ifPresent(pid -> {
                if (late) {
                    hints.add("cat /proc/" + pid + "/wchan  # where it hangs in the kernel; a disk that is gone?");
                }
            });
            return why(is(worker.reason()), "its process and all of its group to be gone", next, hints);
        }

        private Why backOff() {
            Backoff backoff = worker.spec().policy().restart().backoff();
            String next = "next try in " + left() + " (" + growth(backoff) + ")" + limit();
            return why(is(cause()) + inARow(), "", next, List.of(logs(), history(), start("tries now")));
        }

        private static String growth(Backoff backoff) {
            String reset = "; " + span(backoff.resetAfter()) + " of health reset it";
            if (backoff.factor() <= 1 || backoff.max().compareTo(backoff.initial()) <= 0) {
                return "the back-off is " + span(backoff.max()) + reset;
            }
            String grows = backoff.factor() == 2 ? "doubles" : "grows by " + backoff.factor();
            return "the back-off " + grows + " up to " + span(backoff.max()) + reset;
        }

        /** How many failures are left until the limit. */
        private String limit() {
            RestartPolicy policy = worker.spec().policy().restart();
            if (policy.limit().isEmpty()) {
                return "";
            }
            RestartLimit limit = policy.limit().get();
            int seen = RestartWindow.slide(worker.history().recent(), policy.limit(), now)
                    .size();
            String then = policy.then() == RestartPolicy.Then.FAIL ? "gives up" : "tries at the longest back-off only";
            return "; with more than " + limit.restarts() + " failures within " + span(limit.within()) + " (" + seen
                    + " so far) it " + then;
        }

        private Why failed() {
            List<String> hints = new ArrayList<>(List.of(logs(), history(), start("tries again")));
            if (FleetOrder.blocked(worker)) {
                return why(is(worker.reason()), worker.reason(), "it starts when that is up again", hints);
            }
            String next = worker.deadline().isPresent()
                    ? "next try in " + left()
                    : "nothing: it gave up, and stays down until somebody starts it";
            return why(is(worker.reason()) + inARow(), "", next, hints);
        }

        private Why why(String state, String waitsFor, String next, List<String> hints) {
            return new Why(state, waitsFor, next, worker.deadline().map(this::until), hints);
        }

        private String is(String reason) {
            String in = worker.phase() == Phase.BACKOFF ? "is in " : "is ";
            String pid = worker.pid().isPresent() ? " (pid " + worker.pid().getAsInt() + ")" : "";
            return worker.id() + " " + in + worker.phase() + " since " + span(since()) + pid
                    + (reason.isEmpty() ? "" : ": " + reason);
        }

        private String cause() {
            String cause = worker.cause().isEmpty() ? worker.reason() : worker.cause();
            return cause + lived.map(span -> " after " + span(span)).orElse("");
        }

        private String inARow() {
            int failures = worker.failures();
            return failures < 2 ? "" : ", " + failures + " times in a row";
        }

        private Duration since() {
            return Duration.between(worker.since(), now);
        }

        private String left() {
            return worker.deadline().map(this::until).map(Why::span).orElse("a moment");
        }

        private Duration until(Instant deadline) {
            Duration left = Duration.between(now, deadline);
            return left.isNegative() ? Duration.ZERO : left;
        }

        private String logs() {
            return "muster logs " + worker.id() + "  # what it prints";
        }

        private String history() {
            return "muster history " + worker.id() + "  # how it died before";
        }

        private String start(String effect) {
            return "muster start " + worker.id() + "  # " + effect;
        }

        private String stop(String effect) {
            return "muster stop " + worker.id() + "  # " + effect;
        }
    }
}
