package dev.muster.wire;

import static java.util.Objects.requireNonNull;

/** Which queue stands behind a role, as {@link WorkerEnvironment#QUEUES} carries it. Immutable. */
public record QueueAddress(String name, String url) {
    public QueueAddress {
        requireNonNull(name, "name is missing");
        requireNonNull(url, "url is missing");
    }
}
