package dev.muster.supervisor.event;

import dev.muster.supervisor.spec.Home;
import java.time.InstantSource;

/** All that is kept of what happened in a home. Thread-safe. */
public record Records(EventJournal events, DeathRecords deaths) implements AutoCloseable {

    /** Goes on with what the last master has kept. */
    public static Records start(Home home, InstantSource clock, LastWords words) {
        return new Records(EventJournal.start(home.events(), clock), DeathRecords.start(home.history(), words));
    }

    /** Writes what is on its way, for some seconds at most. */
    @Override
    public void close() {
        deaths.close();
        events.close();
    }
}
