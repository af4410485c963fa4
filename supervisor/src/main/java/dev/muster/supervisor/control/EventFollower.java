package dev.muster.supervisor.control;

import dev.muster.supervisor.event.Event;
import dev.muster.supervisor.event.EventJournal;
import dev.muster.supervisor.event.EventQuestion;
import dev.muster.wire.Rpc;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Sends new entries of the journal down a connection; what a reader is too slow for is counted and told. Control thread only. */
final class EventFollower implements SocketLoop.Timed {
    private static final long ROOM = 256 * 1024;
    private static final int MOST_EARLY = 10_000;

    private final SocketLoop loop;
    private final LineConnection connection;
    private final EventQuestion question;
    /** Entries that came before the answer to the request was out. */
    private final List<Event> early = new ArrayList<>();

    private Runnable end = () -> {};
    private long toldUntil;
    private long lost;
    private boolean begun;

    EventFollower(SocketLoop loop, LineConnection connection, EventQuestion question) {
        this.loop = loop;
        this.connection = connection;
        this.question = question;
    }

    void follow(EventJournal events) {
        connection.beingPatient();
        connection.hold();
        EventJournal.Listening listening = events.listen(event -> {
            if (event.concerns(question.names())) {
                loop.execute(() -> happened(event));
            }
        });
        end = listening.end();
        toldUntil = listening.after();
        loop.ring(this);
    }

    /** Starts sending; {@code past} was sent already. */
    void begin(List<Event> past) {
        begun = true;
        if (!past.isEmpty()) {
            toldUntil = Math.max(toldUntil, past.get(past.size() - 1).seq());
        }
        early.forEach(this::send);
        early.clear();
    }

    private void happened(Event event) {
        if (begun) {
            send(event);
        } else if (early.size() < MOST_EARLY) {
            early.add(event);
        } else {
            lost++;
        }
    }

    private void send(Event event) {
        if (event.seq() <= toldUntil) {
            return;
        }
        if (connection.queuedBytes() > ROOM) {
            lost++;
            return;
        }
        tellLosses();
        connection.send(Rpc.notification("event", event.fields()));
    }

    private void tellLosses() {
        if (lost > 0) {
            connection.send(Rpc.notification("lost", Map.of("events", lost)));
            lost = 0;
        }
    }

    @Override
    public boolean tick(long nanoTime) {
        if (connection.isClosed()) {
            end.run();
            return false;
        }
        if (begun && connection.queuedBytes() <= ROOM) {
            tellLosses();
        }
        return true;
    }
}
