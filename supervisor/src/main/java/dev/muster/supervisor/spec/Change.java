package dev.muster.supervisor.spec;

/**
 * One key of a service whose value is another now. Immutable.
 *
 * @param key as the configuration writes it inside the service, {@code restart.backoff.max}
 * @param text {@code 100ms -> 1s}; secrets are not shown
 */
public record Change(String key, Kind kind, String text) {

    /** What a change costs. */
    public enum Kind {
        /** A process has to be replaced. */
        IDENTITY,
        /** It takes effect without touching a process. */
        LIVE
    }

    @Override
    public String toString() {
        return key + ": " + text;
    }
}
