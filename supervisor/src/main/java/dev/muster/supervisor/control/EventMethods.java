package dev.muster.supervisor.control;

import dev.muster.supervisor.event.Event;
import dev.muster.supervisor.event.EventQuestion;
import dev.muster.supervisor.loop.FleetSnapshot;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * {@code events}: the last entries of the journal, and a subscription to the next ones. {@code history}: how workers died. Control
 * thread only.
 */
final class EventMethods {
    private static final int USUAL = 50;
    /** Of about 300 bytes each: an answer is built in memory. */
    private static final int MOST = 10_000;

    private static final int MOST_DEATHS = 100;

    private final ControlPorts ports;
    private final SocketLoop loop;
    private final Executor reader;

    EventMethods(ControlPorts ports, SocketLoop loop, Executor reader) {
        this.ports = ports;
        this.loop = loop;
        this.reader = reader;
    }

    void events(Call call) {
        List<String> selectors = call.params().texts("selectors");
        EventQuestion question = question(call.params(), names(selectors));
        Optional<EventFollower> follower = Optional.empty();
        if (call.params().flag("follow")) {
            // Before the past is read, so that no entry falls between the two; their numbers tell what is in both.
            follower = Optional.of(new EventFollower(loop, call.connection(), question));
            follower.get().follow(ports.records().events());
        }
        Optional<EventFollower> started = follower;
        FleetSnapshot fleet = ports.snapshots().current();
        CompletableFuture<List<Event>> past =
                CompletableFuture.supplyAsync(() -> ports.records().events().past(question), reader);
        call.when(past, events -> {
            if (events.isEmpty()) {
                refuseUnknown(selectors, fleet);
            }
            call.answer(Map.of("events", events.stream().map(Event::fields).toList()));
            started.ifPresent(f -> f.begin(events));
        });
    }

    void history(Call call) {
        String name = call.params().text("name");
        int most = most(call.params());
        FleetSnapshot fleet = ports.snapshots().current();
        CompletableFuture<List<Map<String, @Nullable Object>>> deaths =
                CompletableFuture.supplyAsync(() -> ports.records().deaths().newest(Set.of(name), most), reader);
        call.answerWhen(deaths, found -> {
            if (found.isEmpty()) {
                refuseUnknown(List.of(name), fleet);
            }
            return Map.of("deaths", found);
        });
    }

    static int most(Fields params) {
        return (int)
                Math.max(0, Math.min(MOST_DEATHS, params.optionalNumber("last").orElse(MOST_DEATHS)));
    }

    static EventQuestion question(Fields params, Set<String> names) {
        Optional<Instant> since = params.optionalText("since").map(LogMethods::instant);
        long most = params.optionalNumber("last").orElse(since.isPresent() ? MOST : USUAL);
        return new EventQuestion(names, since, (int) Math.max(0, Math.min(MOST, most)));
    }

    /** Slots and services that are no more have a past, so that only those who left no trace are unknown. */
    private static void refuseUnknown(List<String> selectors, FleetSnapshot fleet) {
        if (!selectors.isEmpty()) {
            Selectors.resolve(selectors, fleet);
        }
    }

    static Set<String> names(List<String> selectors) {
        return selectors.contains("*") ? Set.of() : new HashSet<>(selectors);
    }
}
