package dev.muster.supervisor.daemon;

import dev.muster.supervisor.core.ComingUp;
import dev.muster.supervisor.core.Draining;
import dev.muster.supervisor.core.FleetOrder;
import dev.muster.supervisor.loop.FleetSnapshot;
import dev.muster.supervisor.loop.Pulse;
import dev.muster.supervisor.process.NotifyAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Tells the service manager how the fleet is: that it is up, reloads, or ends, and in one line what it does. What proves that the
 * master lives, the watchdog's food and the wish for more time, is sent by the loop itself; so a loop that hangs falls silent.
 * Thread-safe; never waits.
 *
 * @see <a href="https://www.freedesktop.org/software/systemd/man/sd_notify.html">sd_notify(3)</a>
 */
final class Herald implements Pulse {
    /** For so long at a time more time is asked for. */
    private static final Duration EXTENSION = Duration.ofSeconds(30);

    private static final Duration RENEWAL = Duration.ofSeconds(10);
    private static final Duration SOON = Duration.ofMillis(100);
    private static final String READY = "READY=1\n";
    private static final String EXTEND = "EXTEND_TIMEOUT_USEC=" + TimeUnit.SECONDS.toMicros(EXTENSION.toSeconds());

    private final Outbox outbox;
    private final Optional<Duration> watchdog;
    private final LongSupplier micros;
    private State state = State.STARTING;
    private FleetSnapshot fleet;
    private @Nullable ComingUp coming;
    private @Nullable Instant fed;
    private @Nullable Instant extended;
    private @Nullable Instant looked;
    private OptionalLong queued = OptionalLong.empty();
    private int reloads;
    private String trouble = "";
    private String lastStatus = "";

    /** What the manager takes the master for. */
    private enum State {
        STARTING,
        UP,
        STOPPING
    }

    /**
     * @param sender as that of an {@link Outbox}
     * @param watchdog how long it may be silent
     * @param micros the kernel's monotonic clock, {@link NotifyAddress#monotonicMicros}
     * @param fleet as it is before anything was done
     */
    Herald(Predicate<String> sender, Optional<Duration> watchdog, LongSupplier micros, FleetSnapshot fleet) {
        this.outbox = new Outbox(sender);
        this.watchdog = watchdog;
        this.micros = micros;
        this.fleet = fleet;
    }

    /**
     * The configuration is in force, its workers are on their way up. Loop thread.
     *
     * @param takenOver whether some have been up before, under a former master: then the service was never away
     */
    synchronized void begun(boolean takenOver) {
        if (state == State.STARTING) {
            coming = ComingUp.begun(fleet.at());
            if (takenOver) {
                up();
            } else {
                look(fleet.at());
            }
        }
    }

    /** Something has changed. Loop thread. */
    synchronized void changed(FleetSnapshot now) {
        fleet = now;
        if (now.stopping() && state != State.STOPPING) {
            state = State.STOPPING;
            outbox.say("STOPPING=1\n" + status());
            extend(now.at());
        }
        look(now.at());
    }

    /** What the service manager is to do when the loop is silent for too long. */
    @Override
    public synchronized Instant beat(Instant now) {
        outbox.flush();
        feed(now);
        if (isDue(looked, SOON, now)) { // a busy loop turns thousands of times a second
            look(now);
        }
        if (needsTime(now) && isDue(extended, RENEWAL, now)) {
            extend(now);
        }
        if (outbox.isBehind()) {
            return now.plus(SOON);
        }
        Instant food =
                watchdog.map(silence -> after(fed, silence.dividedBy(2), now)).orElse(Instant.MAX);
        return earlier(
                food,
                switch (state) {
                    case STARTING -> earlier(after(extended, RENEWAL, now), nextLook(now));
                    case UP -> Instant.MAX;
                    case STOPPING -> now.plus(RENEWAL);
                });
    }

    /** When the patience with those that are missing ends. */
    private Instant nextLook(Instant now) {
        ComingUp known = coming;
        return known == null ? Instant.MAX : later(known.hope().plus(ComingUp.PATIENCE), now.plus(SOON));
    }

    /** A reload begins; {@link #reloaded} follows. Any thread. */
    synchronized void reloading() {
        reloads++;
        if (state == State.UP) {
            outbox.say("RELOADING=1\nMONOTONIC_USEC=" + micros.getAsLong());
        }
    }

    /**
     * A reload is over. Any thread.
     *
     * @param problem why what was in force stays in force; empty when it went well
     */
    synchronized void reloaded(String problem) {
        trouble = problem.lines().findFirst().orElse("");
        reloads--;
        if (state == State.UP && reloads == 0) {
            outbox.say(READY + status());
        }
    }

    /** Another program takes over in this process, and will say when it has. Loop thread. */
    synchronized void replaced() {
        if (state == State.UP) {
            outbox.say("RELOADING=1\nMONOTONIC_USEC=" + micros.getAsLong() + "\nSTATUS=the master is being replaced");
        }
        if (watchdog.isPresent()) {
            outbox.say("WATCHDOG=1");
        }
    }

    /**
     * Says how things are if that has changed since it was said. Any thread.
     *
     * @param jobs how many wait; empty without a queue
     * @return whether it had changed
     */
    synchronized boolean tell(OptionalLong jobs) {
        queued = jobs;
        String before = lastStatus;
        String text = status();
        if (text.equals(before) || outbox.isBehind()) {
            return false;
        }
        outbox.say(text);
        return true;
    }

    private void look(Instant now) {
        ComingUp before = coming;
        if (state != State.STARTING || before == null) {
            return;
        }
        looked = now;
        ComingUp after = before.look(fleet.workers(), new FleetOrder(fleet.spec()), now);
        coming = after;
        switch (after.stage()) {
            case COMPLETE, INCOMPLETE -> up();
            case COMING -> {}
        }
    }

    private void up() {
        state = State.UP;
        outbox.say(READY + status());
    }

    private String status() {
        String text = state == State.STARTING ? "starting, " : "";
        lastStatus = "STATUS=" + text + StatusLine.of(fleet, queued, trouble);
        return lastStatus;
    }

    private void feed(Instant now) {
        // A loop that is awake anyway feeds sooner: then it need not wake up for that.
        if (watchdog.isPresent() && isDue(fed, watchdog.get().dividedBy(4), now) && !outbox.isBehind()) {
            fed = now;
            outbox.say("WATCHDOG=1");
        }
    }

    /** Whether the manager's own limit could be too short, for a reason that somebody has allowed. */
    private boolean needsTime(Instant now) {
        return switch (state) {
            case STARTING -> true;
            case UP -> false;
            case STOPPING -> Draining.isWithinGrace(fleet.workers(), now);
        };
    }

    private void extend(Instant now) {
        extended = now;
        outbox.say(EXTEND);
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private static boolean isDue(@Nullable Instant last, Duration period, Instant now) {
        return !after(last, period, now).isAfter(now);
    }

    private static Instant after(@Nullable Instant last, Duration period, Instant now) {
        return last == null ? now : last.plus(period);
    }
}
