package dev.muster.supervisor.event;

import dev.muster.supervisor.spec.EventKind;
import dev.muster.wire.Json;
import dev.muster.wire.JsonException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One entry of the journal. Immutable.
 *
 * @param seq grows by one with each entry, over all masters of a home
 * @param fields all of it as it is written, {@code seq} and {@code at} among them
 */
public record Event(long seq, Instant at, Map<String, @Nullable Object> fields) {

    public Event {
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    static Event of(long seq, Instant at, EventKind what, Map<String, ? extends @Nullable Object> facts) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("seq", seq);
        fields.put("at", at.toString());
        fields.put("what", what.word());
        fields.putAll(facts);
        return new Event(seq, at, fields);
    }

    /** Empty for what is no entry, such as a line of which a power cut took the end. */
    static Optional<Event> parse(String line) {
        try {
            Map<String, @Nullable Object> fields = Json.parseObject(line);
            return fields.get("seq") instanceof Number seq && fields.get("at") instanceof String at
                    ? Optional.of(new Event(seq.longValue(), Instant.parse(at), fields))
                    : Optional.empty();
        } catch (JsonException | DateTimeException torn) {
            return Optional.empty();
        }
    }

    public String what() {
        return text("what");
    }

    /** {@code printer.2}, or nothing when it concerns more or less than a worker. */
    public String worker() {
        return text("worker");
    }

    public String service() {
        return text("service");
    }

    /** Whether it is about one of these workers or services; no name stands for all there is. */
    public boolean concerns(Set<String> names) {
        if (names.isEmpty() || names.contains(worker()) || names.contains(service())) {
            return true;
        }
        return fields.get("selectors") instanceof List<?> selectors
                && selectors.stream().map(String::valueOf).anyMatch(selector -> selects(selector, names));
    }

    private static boolean selects(String selector, Set<String> names) {
        return selector.equals("*")
                || names.contains(selector)
                || names.contains(service(selector))
                || names.stream().anyMatch(name -> service(name).equals(selector));
    }

    /** The part of a worker's name before the slot. */
    private static String service(String worker) {
        return worker.substring(0, Math.max(0, worker.lastIndexOf('.')));
    }

    /** One line of JSON. */
    String line() {
        return Json.write(fields);
    }

    private String text(String name) {
        return fields.get(name) instanceof String text ? text : "";
    }
}
