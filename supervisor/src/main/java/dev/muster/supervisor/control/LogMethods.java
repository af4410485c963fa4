package dev.muster.supervisor.control;

import dev.muster.supervisor.log.Line;
import dev.muster.supervisor.log.Tail;
import dev.muster.supervisor.loop.FleetSnapshot;
import dev.muster.supervisor.spec.WorkerId;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Predicate;

/** {@code logs}: the last lines, and a subscription to the next ones. Control thread only. */
final class LogMethods {
    static final int MOST_LINES = 100_000;
    /** One answer is built in memory. */
    private static final long MOST_BYTES = 16L << 20;

    private final ControlPorts ports;
    private final SocketLoop loop;
    private final Executor reader;

    LogMethods(ControlPorts ports, SocketLoop loop, Executor reader) {
        this.ports = ports;
        this.loop = loop;
        this.reader = reader;
    }

    void logs(Call call) {
        FleetSnapshot fleet = ports.snapshots().current();
        List<String> selectors = call.params().texts("selectors");
        List<WorkerId> workers = Selectors.ids(Selectors.resolveOrAll(selectors, fleet));
        int lines = (int) Math.max(
                0, Math.min(MOST_LINES, call.params().optionalNumber("lines").orElse(20)));
        Optional<Instant> since = call.params().optionalText("since").map(LogMethods::instant);
        boolean errOnly = call.params().flag("err");
        Optional<Follower> follower = Optional.empty();
        if (call.params().flag("follow")) {
            follower = Optional.of(new Follower(loop, call.connection(), errOnly));
            // Before the tail is read, so that no line falls between the two; what is in both is told once.
            follower.get().follow(ports.logs(), followed(selectors, fleet));
        }
        Optional<Follower> started = follower;
        CompletableFuture<Tail> tail =
                CompletableFuture.supplyAsync(() -> tail(workers, lines, since, errOnly), reader);
        call.when(tail, past -> {
            call.answer(result(workers, past));
            started.ifPresent(f -> f.begin(past.lines()));
        });
    }

    /** Services are followed whatever slots they will have, workers by their name. */
    private static Predicate<WorkerId> followed(List<String> selectors, FleetSnapshot fleet) {
        if (selectors.isEmpty() || selectors.contains("*")) {
            return id -> true;
        }
        Set<String> names = new HashSet<>(selectors);
        Set<String> services = new HashSet<>(selectors);
        services.removeIf(name -> !Selectors.isService(name, fleet));
        return id -> services.contains(id.service()) || names.contains(id.toString());
    }

    private Tail tail(List<WorkerId> workers, int lines, Optional<Instant> since, boolean errOnly) {
        List<Line> all = new ArrayList<>();
        boolean complete = true;
        long bytes = 0;
        for (WorkerId worker : workers) {
            Tail tail = ports.logs().tail(worker, lines, since, errOnly);
            complete &= tail.complete();
            all.addAll(tail.lines());
            bytes +=
                    tail.lines().stream().mapToLong(line -> line.bytes().length).sum();
            if (bytes > MOST_BYTES) {
                throw new Refusal(
                        ErrorCode.REFUSED, "more than " + (MOST_BYTES >> 20) + " MiB: ask for fewer lines or workers");
            }
        }
        // Stable, so that lines without a time stay with their worker.
        if (all.stream().allMatch(line -> line.at().isPresent())) {
            all.sort((a, b) -> a.at().orElseThrow().compareTo(b.at().orElseThrow()));
        }
        return new Tail(all, complete);
    }

    private static Map<String, Object> result(List<WorkerId> workers, Tail tail) {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("workers", workers.stream().map(WorkerId::toString).toList());
        result.put("complete", tail.complete());
        result.put("lines", tail.lines().stream().map(LogMethods::describe).toList());
        return result;
    }

    static Map<String, Object> describe(Line line) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("worker", line.worker().toString());
        map.put("stream", line.stream().word());
        line.at().ifPresent(at -> map.put("at", at.toString()));
        map.put("text", line.text());
        return map;
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new Refusal(ErrorCode.INVALID_PARAMS, "since: expected an instant, not " + text);
        }
    }
}
