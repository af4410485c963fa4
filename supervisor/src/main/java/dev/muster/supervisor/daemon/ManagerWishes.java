package dev.muster.supervisor.daemon;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What whoever started the master wants to hear of it, by the variables of sd_notify(3) and sd_watchdog_enabled(3). They stay in the
 * environment of this process, for a master that replaces it; no worker gets them. Immutable.
 *
 * @param socket where it listens
 * @param watchdog how long the master may be silent
 */
record ManagerWishes(Optional<String> socket, Optional<Duration> watchdog) {
    /** What jsvc calls itself in the program that it starts: for a service manager, jsvc is the service. */
    private static final String JSVC = "commons.daemon.process.parent";

    /** Of this process. */
    static ManagerWishes ofProcess() {
        Stream<String> launcher = Stream.ofNullable(System.getProperty(JSVC));
        String own = String.valueOf(ProcessHandle.current().pid());
        return of(System.getenv(), Stream.concat(Stream.of(own), launcher).collect(Collectors.toSet()));
    }

    /** @param pids of whom the watchdog may be meant, as text */
    static ManagerWishes of(Map<String, String> environment, Set<String> pids) {
        Optional<String> socket =
                Optional.ofNullable(environment.get("NOTIFY_SOCKET")).filter(text -> !text.isEmpty());
        String watched = environment.getOrDefault("WATCHDOG_PID", "");
        boolean ours = socket.isPresent() && (watched.isEmpty() || pids.contains(watched));
        return new ManagerWishes(
                socket, ours ? micros(environment.getOrDefault("WATCHDOG_USEC", "")) : Optional.empty());
    }

    private static Optional<Duration> micros(String text) {
        try {
            return Optional.of(Long.parseLong(text))
                    .filter(micros -> micros > 0)
                    .map(micros -> Duration.of(micros, ChronoUnit.MICROS));
        } catch (NumberFormatException none) {
            return Optional.empty();
        }
    }
}
