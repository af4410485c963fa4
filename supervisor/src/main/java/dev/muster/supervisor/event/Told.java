package dev.muster.supervisor.event;

import dev.muster.supervisor.core.Worker;
import dev.muster.supervisor.spec.EventKind;
import org.slf4j.Logger;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Lines of the master's log that say what they are about, for those who look in systemd's journal by field: key-value pairs of the line,
 * which no file shows. Stateless.
 */
public final class Told {

    /** Keys, by the names of the journal's fields; a worker is also found among the arguments of a line. */
    static final String WORKER = "MUSTER_WORKER";

    static final String SERVICE = "MUSTER_SERVICE";
    static final String INCARNATION = "MUSTER_INCARNATION";
    static final String EVENT = "MUSTER_EVENT";

    private Told() {}

    /** A line about the master. */
    public static LoggingEventBuilder of(Logger log, Level level, EventKind what) {
        return log.atLevel(level).addKeyValue(EVENT, what);
    }

    static LoggingEventBuilder of(Logger log, Level level, EventKind what, String service) {
        return of(log, level, what).addKeyValue(SERVICE, service);
    }

    static LoggingEventBuilder of(Logger log, Level level, Worker worker) {
        return log.atLevel(level).addKeyValue(WORKER, worker.id()).addKeyValue(INCARNATION, worker.incarnation());
    }
}
