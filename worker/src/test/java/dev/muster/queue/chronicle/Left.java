package dev.muster.queue.chronicle;

import dev.muster.queue.QueueCounters;
import dev.muster.queue.QueueStats;
import java.util.List;
import java.util.stream.Stream;

/** The last counts of a queue that was tortured, as one process tells them to the next. Immutable. */
record Left(
        long backlog,
        long dead,
        long done,
        long puts,
        long claims,
        long acks,
        long retries,
        long releases,
        long buries,
        long lostWithTheirWorkers) {

    /** As numbers in a line. */
    static String line(QueueStats stats, QueueCounters counters) {
        return Stream.of(
                        stats.backlog(),
                        stats.dead(),
                        stats.done(),
                        stats.puts(),
                        counters.claims(),
                        counters.acks(),
                        counters.retries(),
                        counters.releases(),
                        counters.buries(),
                        counters.crashes() + counters.interruptions())
                .map(String::valueOf)
                .reduce("left", (line, number) -> line + " " + number);
    }

    /** Reads such a line. */
    static Left parse(String line) {
        List<Long> numbers = Stream.of(line.substring(0, line.lastIndexOf(" @")).split(" ", -1))
                .skip(1)
                .map(Long::valueOf)
                .toList();
        return new Left(
                numbers.get(0),
                numbers.get(1),
                numbers.get(2),
                numbers.get(3),
                numbers.get(4),
                numbers.get(5),
                numbers.get(6),
                numbers.get(7),
                numbers.get(8),
                numbers.get(9));
    }

    /** How many deliveries have come to an end, whatever it was. */
    long ends() {
        return acks + retries + releases + buries + lostWithTheirWorkers;
    }
}
