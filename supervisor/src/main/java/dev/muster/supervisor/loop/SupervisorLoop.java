package dev.muster.supervisor.loop;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * Owns every worker's state. One thread runs it, by {@link #run} or cranked by {@link #runOnce}; a turn reads the clock once,
 * handles what there is, carries out the effects and publishes. Nothing in it waits but {@link #run} itself, for the next item or
 * deadline.
 */
public final class SupervisorLoop implements Runnable {

    /** Changes that come faster than the mailbox empties share a snapshot, but none is older than this. */
    private static final Duration STALE = Duration.ofMillis(10);

    /** Without a deadline there is nothing to wake up for; the number only has to be finite. */
    private static final Duration IDLE = Duration.ofHours(1);

    /** Who waits for a turn to start lets the news go first, but not for ever. */
    private static final int NEWS_BEFORE_A_START = 16;

    private final Mailbox mailbox;
    private final SnapshotPublisher publisher;
    private final Surroundings surroundings;
    private final Fleet fleet;
    private final ScaleDesk scaling;
    private final Pulse pulse;
    private final List<Answer> answers = new ArrayList<>();
    private final CompletableFuture<Void> finished = new CompletableFuture<>();
    private volatile int exitCode;
    private Instant publishedAt = Instant.MIN;
    private boolean unpublished = true;
    private int newsSinceStart;
    private Instant nextBeat = Instant.MAX;

    private record Answer(Command command, CommandReply reply) {}

    /** Whose pulse nobody feels. */
    public SupervisorLoop(Mailbox mailbox, SnapshotPublisher publisher, Surroundings surroundings) {
        this(mailbox, publisher, surroundings, Pulse.NONE);
    }

    public SupervisorLoop(Mailbox mailbox, SnapshotPublisher publisher, Surroundings surroundings, Pulse pulse) {
        this.pulse = pulse;
        this.mailbox = mailbox;
        this.publisher = publisher;
        this.surroundings = surroundings;
        this.fleet = new Fleet(surroundings, mailbox);
        this.scaling = new ScaleDesk(fleet, surroundings);
    }

    /** Runs until a shutdown has ended the last worker, or another master takes over. */
    @Override
    public void run() {
        while (!finished.isDone() && !fleet.hasLeft()) {
            if (!runOnce()) {
                mailbox.await(untilNextDeadline());
            }
        }
        if (fleet.hasLeft()) {
            surroundings.succession().replace();
        }
    }

    /**
     * Handles at most one item, one deadline that is due, what follows for workers that are replaced one by one, and a few workers that wait
     * for their turn to start; never waits. The
     * item comes first, so that a stop overtakes the restart that is due in the same moment.
     *
     * @return whether there was anything to do
     */
    public boolean runOnce() {
        if (finished.isDone()) {
            return false;
        }
        Instant now = surroundings.monotonic().instant();
        guarded("the pulse", () -> beat(now));
        LoopItem item = mailbox.poll();
        if (item != null) {
            guarded(item, () -> handle(item, now));
        }
        if (fleet.hasLeft()) { // what is due is the next one's, which would not know that it was begun
            guarded("a snapshot", () -> publish(now, false));
            return item != null;
        }
        boolean fired = guarded("a deadline", () -> fleet.fireDeadline(now));
        boolean forward = guarded("a quiet start", () -> fleet.quietStarts().putForward(now));
        boolean rolling = guarded("a rollout", () -> fleet.roll(now));
        boolean due = guarded("a schedule", () -> fleet.schedules().look(now));
        boolean put = guarded("a cron", () -> fleet.crons().look(now));
        boolean starting = guarded("a start", () -> startNext(now));
        boolean spares = guarded("the spares", () -> fleet.spares().look(now));
        guarded("a snapshot", () -> publish(now, rolling || starting));
        if (fleet.ended()) {
            end(now);
        }
        return item != null || fired || forward || rolling || due || put || starting || spares;
    }

    /**
     * What the master is to end with once it is {@link #finished}: 0, or the exit code of the essential worker for whose sake the fleet
     * has ended.
     */
    public int exitCode() {
        return exitCode;
    }

    /** Completes, on the loop thread, when a shutdown, or the failure of an essential worker, has ended the last worker. */
    public CompletableFuture<Void> finished() {
        return finished;
    }

    /** Or those that have started would be taken for late, when a thousand others start more quickly than news of them is read. */
    private boolean startNext(Instant now) {
        newsSinceStart++;
        if (!mailbox.isEmpty() && newsSinceStart < NEWS_BEFORE_A_START) {
            return false;
        }
        newsSinceStart = 0;
        return fleet.startNext(now);
    }

    private boolean beat(Instant now) {
        nextBeat = pulse.beat(now);
        return true;
    }

    private boolean handle(LoopItem item, Instant now) {
        if (item instanceof FromProcess news) {
            fleet.deliver(news.id(), news.event(), now);
        } else if (item instanceof FromSpare news) {
            fleet.spares().heard(news, now);
        } else if (item instanceof Inheritance inheritance) {
            fleet.inherit(inheritance, now);
        } else if (item instanceof Reading reading) {
            scaling.read(reading, now);
        } else if (item instanceof RunsKept kept) {
            fleet.schedules().kept(kept.number(), now);
        } else if (item instanceof CronAnswered cron) {
            fleet.crons().answered(cron.answer(), now);
        } else if (item instanceof Command command) {
            answers.add(new Answer(command, decide(command, now)));
        }
        return true;
    }

    private CommandReply decide(Command command, Instant now) {
        try {
            return command.match(new CommandDesk(fleet, now));
        } catch (RuntimeException | Error e) {
            surroundings.fault(command, e);
            return CommandReply.refused("internal error: " + e);
        }
    }

    /** A fault costs its own item only. */
    private boolean guarded(Object what, Work work) {
        try {
            return work.done();
        } catch (RuntimeException | Error e) {
            surroundings.fault(what, e);
            return true;
        }
    }

    private boolean publish(Instant now, boolean busy) {
        unpublished |= fleet.takeChanged();
        boolean rest = !busy && mailbox.isEmpty();
        if (unpublished
                && (rest || !answers.isEmpty() || publishedAt.plus(STALE).isBefore(now))) {
            publishNow(now);
        }
        for (Answer answer : answers) {
            answer.command()
                    .reply()
                    .complete(answer.reply().at(publisher.current().version()));
        }
        answers.clear();
        return true;
    }

    private void publishNow(Instant now) {
        FleetSnapshot snapshot = new FleetSnapshot(
                fleet.spec(),
                fleet.desired(),
                scaling.states(),
                List.copyOf(fleet.slots().all().values()),
                fleet.rollouts().all(),
                fleet.schedules().rotas(),
                fleet.crons().all(),
                fleet.spares().all(),
                fleet.stopping(),
                new Moment(now, surroundings.wall().instant()),
                publisher.current().version() + 1);
        unpublished = false;
        publishedAt = now;
        publisher.publish(snapshot, fault -> surroundings.fault("a listener", fault));
    }

    private void end(Instant now) {
        if (unpublished) {
            publishNow(now);
        }
        exitCode = fleet.exitCode();
        finished.complete(null);
        mailbox.close();
    }

    private long untilNextDeadline() {
        Instant now = surroundings.monotonic().instant();
        return Stream.of(
                        fleet.slots().nextDeadline(),
                        fleet.schedules().nextLook(),
                        fleet.crons().nextLook(),
                        fleet.quietStarts().next(),
                        fleet.spares().nextLook(),
                        Optional.of(nextBeat))
                .flatMap(Optional::stream)
                .filter(due -> due.isBefore(Instant.MAX))
                .min(Instant::compareTo)
                .map(deadline -> Duration.between(now, deadline))
                .filter(wait -> wait.compareTo(IDLE) < 0)
                .orElse(IDLE)
                .toNanos();
    }

    private interface Work {
        boolean done();
    }
}
