package dev.muster.supervisor.event;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import dev.muster.supervisor.journald.Message;
import dev.muster.supervisor.journald.Source;
import dev.muster.supervisor.journald.SystemJournal;
import dev.muster.supervisor.spec.EventKind;
import dev.muster.supervisor.spec.WorkerId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.event.KeyValuePair;

/**
 * Hands the master's lines to systemd's journal, with their priority, and with what they are about as fields of their own. Thread-safe; nobody
 * waits in it.
 */
final class JournalAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {

    /** What an administrator may want to be told of. An entry has the id of the first that it is. Promised in the README: never change one. */
    private static final Map<EventKind, String> MESSAGE_IDS = new LinkedHashMap<>();

    static {
        MESSAGE_IDS.put(EventKind.FAULT, "d21da7c173134f30a3ca67a01c415246");
        MESSAGE_IDS.put(EventKind.OOM, "c2040935cc8b45ee8962a42d1d8d8189");
        MESSAGE_IDS.put(EventKind.FAILED, "51e8df6b34b84df18ec11aa5c9ce003e");
        MESSAGE_IDS.put(EventKind.CRASHED, "31ec3e18d85649358f46b57fb53853db");
        MESSAGE_IDS.put(EventKind.UNREADY, "1e06f2231f6b4fbc86097828c461996d");
        MESSAGE_IDS.put(EventKind.REFUSED, "2c045907c5124e81a09bd48dec805118");
        MESSAGE_IDS.put(EventKind.MASTER_STARTED, "fc7f803cede6444090419181b93a66bc");
        MESSAGE_IDS.put(EventKind.MASTER_STOPPED, "13b91813650b4af9880c0b30c49dd688");
    }

    private final SystemJournal journal;

    JournalAppender(SystemJournal journal) {
        this.journal = journal;
    }

    @Override
    protected void append(ILoggingEvent event) {
        journal.put(message(event));
    }

    static Message message(ILoggingEvent event) {
        Message message = Message.of(Source.MASTER)
                .field("PRIORITY", priority(event.getLevel()))
                .field("SYSLOG_IDENTIFIER", SystemJournal.MASTER);
        List<KeyValuePair> pairs = Optional.ofNullable(event.getKeyValuePairs()).orElse(List.of());
        List<Object> kinds = new ArrayList<>();
        boolean named = false;
        for (KeyValuePair pair : pairs) {
            if (pair.value instanceof EventKind kind) {
                kinds.add(kind);
                message.field(pair.key, kind.word());
            } else if (pair.value instanceof WorkerId worker) {
                named = true;
                name(worker, message);
            } else {
                message.field(pair.key, String.valueOf(pair.value));
            }
        }
        if (!named) {
            worker(event).ifPresent(worker -> name(worker, message));
        }
        MESSAGE_IDS.entrySet().stream()
                .filter(entry -> kinds.contains(entry.getKey()))
                .findFirst()
                .ifPresent(entry -> message.field("MESSAGE_ID", entry.getValue()));
        return message.field("MESSAGE", text(event));
    }

    private static void name(WorkerId worker, Message message) {
        message.field(Told.WORKER, worker.toString()).field(Told.SERVICE, worker.service());
    }

    /** Lines begin with whom they are about. */
    private static Optional<WorkerId> worker(ILoggingEvent event) {
        Object[] arguments = event.getArgumentArray();
        return arguments != null && arguments.length > 0 && arguments[0] instanceof WorkerId worker
                ? Optional.of(worker)
                : Optional.empty();
    }

    private static String text(ILoggingEvent event) {
        return event.getThrowableProxy() == null
                ? event.getFormattedMessage()
                : event.getFormattedMessage() + "\n"
                        + ThrowableProxyUtil.asString(event.getThrowableProxy()).stripTrailing();
    }

    /** As syslog(3) counts: 3 is an error, 7 for the developer. */
    private static String priority(Level level) {
        if (level.isGreaterOrEqual(Level.ERROR)) {
            return "3";
        } else if (level.isGreaterOrEqual(Level.WARN)) {
            return "4";
        }
        return level.isGreaterOrEqual(Level.INFO) ? "6" : "7";
    }
}
