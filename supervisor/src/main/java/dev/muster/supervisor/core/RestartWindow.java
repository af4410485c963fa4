package dev.muster.supervisor.core;

import dev.muster.supervisor.spec.RestartLimit;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The restart limit as OTP's supervisors count it: a list of moments, filtered by the window. */
final class RestartWindow {

    private RestartWindow() {}

    /** The moments within the window, with {@code now} as the newest; none that the limit could not see is kept. */
    static List<Instant> add(List<Instant> recent, Optional<RestartLimit> limit, Instant now) {
        if (limit.isEmpty()) {
            return List.of();
        }
        List<Instant> seen =
                Stream.concat(inside(recent, limit, now), Stream.of(now)).toList();
        int needed = limit.get().restarts() + 1;
        return seen.size() <= needed ? seen : seen.subList(seen.size() - needed, seen.size());
    }

    /** The moments that are still within the window. */
    static List<Instant> slide(List<Instant> recent, Optional<RestartLimit> limit, Instant now) {
        return limit.isEmpty() ? List.of() : inside(recent, limit, now).toList();
    }

    static boolean exceeded(List<Instant> recent, Optional<RestartLimit> limit) {
        return limit.isPresent() && recent.size() > limit.get().restarts();
    }

    private static Stream<Instant> inside(List<Instant> recent, Optional<RestartLimit> limit, Instant now) {
        return limit.stream().flatMap(present -> {
            Instant start = now.minus(present.within());
            return recent.stream().filter(moment -> moment.isAfter(start));
        });
    }
}
