package dev.muster.supervisor.core;

import dev.muster.supervisor.spec.Backoff;
import dev.muster.supervisor.spec.RestartPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What follows the end of a life that nobody asked for: decision and reason in one value, as systemd's
 * {@code service_shall_restart}. Immutable.
 *
 * @param phase STARTING (at once), BACKOFF, FAILED or STOPPED
 * @param pause until the next try, in BACKOFF always and in FAILED when it is to be tried for ever
 * @param history what the next verdict will be based on
 */
record Verdict(Phase phase, Optional<Duration> pause, String reason, History history) {

    static Verdict on(Ending ending, RestartPolicy policy, History history, Instant now, double random) {
        if (!wantsRestart(ending, policy)) {
            return over(ending, policy, history);
        }
        // A clean end that is restarted by `always` is slowed down like any other, but it is no failure that uses up
        // the limit.
        List<Instant> recent = ending.clean()
                ? RestartWindow.slide(history.recent(), policy.limit(), now)
                : RestartWindow.add(history.recent(), policy.limit(), now);
        boolean exceeded = !ending.clean() && RestartWindow.exceeded(recent, policy.limit());
        boolean exhausted = exceeded || (history.exhausted() && !ending.healthy());
        int failures = ending.healthy() ? 0 : history.failures() + 1;
        History judged = history.judged(failures, exhausted, recent);
        if (exhausted) {
            return exhausted(ending, policy, judged, random);
        }
        // The first restart after a healthy life is immediate, so a rare crash costs nothing; the series starts with
        // the second.
        return ending.healthy()
                ? new Verdict(Phase.STARTING, Optional.empty(), ending.cause(), judged)
                : backOff(ending, policy.backoff(), judged, random);
    }

    /** Of a single run that is not tried again. */
    static Verdict onRun(Ending ending, History history) {
        return new Verdict(
                ending.clean() ? Phase.STOPPED : Phase.FAILED,
                Optional.empty(),
                ending.cause() + (ending.clean() ? "; the run is over" : "; the run has failed"),
                history);
    }

    private static boolean wantsRestart(Ending ending, RestartPolicy policy) {
        return switch (policy.when()) {
            case ALWAYS -> true;
            case ON_FAILURE -> !ending.clean();
            case NEVER -> false;
        };
    }

    private static Verdict over(Ending ending, RestartPolicy policy, History history) {
        String rule = policy.when() == RestartPolicy.When.NEVER ? "never" : "on-failure";
        return new Verdict(
                ending.clean() ? Phase.STOPPED : Phase.FAILED,
                Optional.empty(),
                ending.cause() + "; not restarted (restart " + rule + ")",
                history);
    }

    private static Verdict exhausted(Ending ending, RestartPolicy policy, History history, double random) {
        String used = policy.limit()
                .map(limit -> "more than " + limit.restarts() + " restarts within " + Spans.text(limit.within()))
                .orElse("not healthy since it failed");
        return switch (policy.then()) {
            case FAIL ->
                new Verdict(Phase.FAILED, Optional.empty(), ending.cause() + "; gave up (" + used + ")", history);
            case KEEP_TRYING -> {
                Duration pause =
                        BackoffDelay.spread(policy.backoff(), policy.backoff().max(), random);
                String reason = ending.cause() + "; " + used + ", next try in " + Spans.text(pause);
                yield new Verdict(Phase.FAILED, Optional.of(pause), reason, history);
            }
        };
    }

    private static Verdict backOff(Ending ending, Backoff backoff, History history, double random) {
        int attempt = history.failures();
        Duration pause = BackoffDelay.spread(backoff, BackoffDelay.exact(backoff, attempt), random);
        String reason = ending.cause() + "; restart " + attempt + " in " + Spans.text(pause);
        return new Verdict(Phase.BACKOFF, Optional.of(pause), reason, history);
    }
}
