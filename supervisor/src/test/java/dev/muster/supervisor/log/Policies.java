package dev.muster.supervisor.log;

import dev.muster.supervisor.spec.LogPolicy;
import java.time.Duration;
import java.util.Optional;

/** Log policies for tests. */
final class Policies {

    private Policies() {}

    static LogPolicy raw() {
        return of(LogPolicy.Format.RAW);
    }

    static LogPolicy of(LogPolicy.Format format) {
        return new LogPolicy(format, Optional.empty(), 50L << 20, Duration.ofDays(365), 10, false, 256L << 20);
    }

    static LogPolicy rotating(long maxSize, int keep, boolean compress, long totalMax) {
        return new LogPolicy(
                LogPolicy.Format.RAW, Optional.empty(), maxSize, Duration.ofDays(365), keep, compress, totalMax);
    }

    static LogPolicy target(String target) {
        return new LogPolicy(
                LogPolicy.Format.RAW, Optional.of(target), 50L << 20, Duration.ofDays(365), 10, false, 256L << 20);
    }
}
