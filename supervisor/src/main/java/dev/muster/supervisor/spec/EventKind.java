package dev.muster.supervisor.spec;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What an entry of the event journal tells of; the first seven are the phases of a worker. Immutable. */
public enum EventKind {
    STOPPED,
    STARTING,
    READY,
    STOPPING,
    KILLING,
    BACKOFF,
    FAILED,
    /** A life ended as it should, or because somebody asked for it. */
    EXITED,
    /** A life ended that nobody asked to end, or could not begin. */
    CRASHED,
    /** A life ended for want of memory; comes after {@link #CRASHED}. */
    OOM,
    /** A worker that is up does not serve for the moment, by its own readiness probe. */
    UNREADY,
    /** A scheduled run, or the job of a cron, that was due is left out. */
    SKIPPED,
    /** A scheduled run that is due waits for the end of another. */
    DELAYED,
    /** The job of a cron was put, or is not for the moment. */
    CRON,
    /** A slot is no more. */
    REMOVED,
    /** Workers begin to be replaced one by one, or that has ended. */
    ROLLING,
    /** A service has another number of workers because of its backlog. */
    SCALED,
    /** Somebody asked for something. */
    COMMAND,
    /** What somebody asked for was not done. */
    REFUSED,
    MASTER_STARTED,
    MASTER_STOPPED,
    /** A bug of the master, or a port that is broken; it went on. */
    FAULT,
    /** Entries that could not be written. */
    LOST,
    /** A hook that hung, failed or could not be started. Never given to hooks. */
    HOOK;

    /** {@code master-started}: the word in files, answers and hooks. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public static Optional<EventKind> find(String word) {
        return Arrays.stream(values()).filter(kind -> kind.word().equals(word)).findFirst();
    }
}
