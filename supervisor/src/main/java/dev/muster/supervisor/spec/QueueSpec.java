package dev.muster.supervisor.spec;

import java.util.Locale;

/** A queue that services share. {@code url} is where it lives, {@code chronicle:<directory>} by default. Immutable. */
public record QueueSpec(
        String name,
        String url,
        long maxBacklog,
        OnFull onFull,
        JobLimits limits,
        Storage storage,
        JobRetries retry,
        JobCrashes crashes) {

    /** What a put does when the backlog has reached its bound. */
    public enum OnFull {
        REJECT,
        BLOCK;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What a worker opens: the URL with the bounds as its parameters. */
    public String address() {
        char separator = url.indexOf('?') < 0 ? '?' : '&';
        return url + separator + "max-backlog=" + maxBacklog + "&on-full=" + onFull + limits.parameters()
                + storage.parameters() + retry.parameters() + crashes.parameters();
    }
}
