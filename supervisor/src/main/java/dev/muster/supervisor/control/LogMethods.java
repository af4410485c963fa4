package dev.muster.supervisor.control;

import dev.muster.supervisor.log.Line;
import dev.muster.supervisor.log.Question;
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
    /** One answer is built in memory, out of a small heap; what does not fit is left out, and the answer says so. */
    private static final long MOST_BYTES = 16L << 20;
    /** Of all answers together that wait for their readers. */
    private static final long MOST_UNREAD_BYTES = 32L << 20;
    /** What a line takes besides its text: objects first, the names of its fields then. */
    private static final long LINE_BYTES = 512;
    /** A control character in JSON. */
    private static final int ESCAPED_BYTES = 6;

    private final ControlPorts ports;
    private final SocketLoop loop;
    private final Executor reader;
    private final Set<LineConnection> readers = new HashSet<>();

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
        CompletableFuture<Answer> answer = CompletableFuture.supplyAsync(
                () -> {
                    Past past = past(workers, lines, since, errOnly);
                    return new Answer(call.render(result(workers, past)), newest(past));
                },
                reader);
        call.when(answer, ready -> {
            refuseWhenCrowded(call.connection());
            call.answerRendered(ready.text());
            started.ifPresent(f -> f.begin(ready.newest()));
        });
    }

    /** What was found. */
    private record Past(List<Line> lines, boolean complete, boolean cut) {}

    /** Made on the reading thread, because a big one takes its time. */
    private record Answer(String text, List<Line> newest) {}

    /** A follower compares with the end of each worker's past only; the rest need not be held. */
    private static List<Line> newest(Past past) {
        Map<WorkerId, Line> newest = new LinkedHashMap<>();
        past.lines().forEach(line -> newest.put(line.worker(), line));
        return List.copyOf(newest.values());
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

    /** Each worker gets its share of the room, and what those before it have left over. */
    private Past past(List<WorkerId> workers, int lines, Optional<Instant> since, boolean errOnly) {
        List<Line> all = new ArrayList<>();
        boolean complete = true;
        boolean cut = false;
        long room = MOST_BYTES;
        for (int i = 0; i < workers.size(); i++) {
            long share = room / (workers.size() - i);
            int most = (int) Math.min(lines, share / LINE_BYTES);
            Tail tail = ports.logs().tail(workers.get(i), new Question(most, share, since, errOnly));
            List<Line> fitting = newestWithin(share, tail.lines());
            all.addAll(fitting);
            room -= cost(fitting);
            complete &= tail.complete();
            cut |= fitting.size() < tail.lines().size() || (most < lines && fitting.size() == most);
        }
        // Stable, so that lines without a time stay with their worker.
        if (all.stream().allMatch(line -> line.at().isPresent())) {
            all.sort((a, b) -> a.at().orElseThrow().compareTo(b.at().orElseThrow()));
        }
        return new Past(all, complete, cut);
    }

    private static List<Line> newestWithin(long share, List<Line> lines) {
        long bytes = 0;
        int first = lines.size();
        while (first > 0) {
            bytes += cost(lines.get(first - 1));
            if (bytes > share) {
                break;
            }
            first--;
        }
        return lines.subList(first, lines.size());
    }

    private static long cost(List<Line> lines) {
        return lines.stream().mapToLong(LogMethods::cost).sum();
    }

    /** What a line takes in an answer that is being made. */
    private static long cost(Line line) {
        long bytes = LINE_BYTES + line.bytes().length;
        for (byte each : line.bytes()) {
            if (each >= 0 && each < ' ') {
                bytes += ESCAPED_BYTES - 1;
            }
        }
        return bytes;
    }

    /** Refuses when the answers that others do not read take too much room already. */
    private void refuseWhenCrowded(LineConnection newReader) {
        readers.removeIf(reader -> reader.isClosed() || reader.queuedBytes() == 0);
        if (readers.stream().mapToLong(LineConnection::queuedBytes).sum() > MOST_UNREAD_BYTES) {
            throw new Refusal(ErrorCode.REFUSED, "others ask for logs and do not read them; try again in a while");
        }
        readers.add(newReader);
    }

    private static Map<String, Object> result(List<WorkerId> workers, Past past) {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("workers", workers.stream().map(WorkerId::toString).toList());
        result.put("complete", past.complete());
        if (past.cut()) {
            result.put("cut", true);
        }
        result.put("lines", past.lines().stream().map(LogMethods::describe).toList());
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

    static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new Refusal(ErrorCode.INVALID_PARAMS, "since: expected an instant, not " + text);
        }
    }
}
