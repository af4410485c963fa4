package dev.muster.supervisor.core;

import dev.muster.supervisor.spec.Backoff;
import dev.muster.supervisor.spec.Launch;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The spares of one service, and how it went with those before them. A spare that dies while it waits is a fault of its own, and costs the
 * service's workers nothing: only the next one is waited for, each time longer. Immutable.
 *
 * @param failures in a row: died while they booted or soon after it, or were not ready in time
 * @param notBefore when the next one may boot after those
 * @param trouble why the last of these was none; empty when there was none
 */
public record SparePool(List<Spare> spares, int failures, Optional<Instant> notBefore, String trouble) {

    static final SparePool NONE = new SparePool(List.of(), 0, Optional.empty(), "");

    static final Backoff BACKOFF =
            new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1), 2, 0.2, Duration.ofSeconds(10));

    public SparePool {
        spares = List.copyOf(spares);
    }

    /** Of a service that never had one. */
    public static SparePool none() {
        return NONE;
    }

    /** How many of them are, or will be, of use. */
    public long alive() {
        return spares.stream()
                .filter(spare -> spare.stage() != Spare.Stage.ENDING)
                .count();
    }

    public Stream<Spare> in(Spare.Stage stage) {
        return spares.stream().filter(spare -> spare.stage() == stage);
    }

    /** The one that a life with this identity can begin with: who has waited longest. */
    public Optional<Spare> fitting(Launch launch) {
        return in(Spare.Stage.READY)
                .filter(spare -> spare.spec().launch().equals(launch))
                .findFirst();
    }

    /** One has become a worker: they work. */
    public SparePool assigned(int number) {
        return new SparePool(without(number), 0, Optional.empty(), "");
    }

    SparePool with(Spare booting) {
        List<Spare> more = new ArrayList<>(spares);
        more.add(booting);
        return new SparePool(more, failures, notBefore, trouble);
    }

    SparePool change(int number, UnaryOperator<Spare> change) {
        List<Spare> changed = spares.stream()
                .map(spare -> spare.number() == number ? change.apply(spare) : spare)
                .toList();
        return new SparePool(changed, failures, notBefore, trouble);
    }

    /** It is of no use, and is being ended. */
    public SparePool ending(int number, Instant now) {
        return change(number, spare -> spare.now(Spare.Stage.ENDING, now));
    }

    public SparePool spawned(int number, int pid) {
        return change(number, spare -> spare.withPid(pid));
    }

    /** Only from one that boots: it may have been told to end meanwhile. */
    public SparePool ready(int number, Instant now) {
        return change(
                number, spare -> spare.stage() == Spare.Stage.BOOTING ? spare.now(Spare.Stage.READY, now) : spare);
    }

    /**
     * It is gone.
     *
     * @param random in [0, 1), spreads the delay before the next one
     */
    public SparePool ended(int number, String why, Instant now, double random) {
        Optional<Spare> gone =
                spares.stream().filter(spare -> spare.number() == number).findFirst();
        SparePool left = new SparePool(without(number), failures, notBefore, trouble);
        if (gone.isEmpty() || gone.get().stage() == Spare.Stage.ENDING) {
            return left;
        }
        boolean healthy = gone.get().stage() == Spare.Stage.READY
                && !now.isBefore(gone.get().since().plus(BACKOFF.resetAfter()));
        return (healthy ? new SparePool(left.spares, 0, notBefore, trouble) : left).failed(why, now, random);
    }

    SparePool failed(String why, Instant now, double random) {
        Duration delay = BackoffDelay.spread(BACKOFF, BackoffDelay.exact(BACKOFF, failures + 1), random);
        return new SparePool(spares, failures + 1, Optional.of(now.plus(delay)), why);
    }

    private List<Spare> without(int number) {
        return spares.stream().filter(spare -> spare.number() != number).toList();
    }
}
