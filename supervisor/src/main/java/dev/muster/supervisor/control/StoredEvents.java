package dev.muster.supervisor.control;

import dev.muster.supervisor.event.DeathRecords;
import dev.muster.supervisor.event.Event;
import dev.muster.supervisor.event.EventJournal;
import dev.muster.supervisor.spec.Home;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What {@code events} and {@code history} would answer, read from the files that a master has left. Thread-safe. */
public final class StoredEvents {

    private StoredEvents() {}

    /**
     * The entries of a home without a master.
     *
     * @param params as for the method {@code events}
     */
    public static List<Fields> read(Home home, Map<String, ?> params) {
        Fields question = Fields.of(params);
        return EventJournal.stored(
                        home.events(), EventMethods.question(question, EventMethods.names(question.texts("selectors"))))
                .stream()
                .map(Event::fields)
                .map(Fields::of)
                .toList();
    }

    /**
     * The deaths that {@code history} would answer.
     *
     * @param params as for the method {@code history}
     */
    public static List<Fields> deaths(Home home, Map<String, ?> params) {
        Fields question = Fields.of(params);
        return DeathRecords.stored(home.history(), Set.of(question.text("name")), EventMethods.most(question)).stream()
                .map(Fields::of)
                .toList();
    }
}
