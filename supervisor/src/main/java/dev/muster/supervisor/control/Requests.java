package dev.muster.supervisor.control;

import dev.muster.supervisor.event.EventJournal;
import dev.muster.supervisor.event.Told;
import dev.muster.supervisor.process.Peer;
import dev.muster.supervisor.spec.EventKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Tells the journal who asked for what, by the kernel's word. Thread-safe. */
final class Requests {
    private static final Logger LOG = LoggerFactory.getLogger("muster");
    private static final int MOST_CHARS = 200;
    private static final Path PASSWD = Path.of("/etc/passwd");

    private final EventJournal events;
    private final Map<Integer, String> users = new ConcurrentHashMap<>();

    Requests(EventJournal events) {
        this.events = events;
    }

    /**
     * To be called before the loop hears of it, so that what follows from it is told after it.
     *
     * @param words the command as somebody would have typed it, without the workers
     * @param facts about it, besides the workers
     */
    void asked(Call call, String words, Map<String, ? extends @Nullable Object> facts) {
        var unused = tell(EventKind.COMMAND, call, words, facts);
    }

    /** What was asked for was not done at all. */
    void refused(Call call, String why) {
        String told = tell(EventKind.REFUSED, call, call.method() + " refused: " + why, Map.of());
        Told.of(LOG, Level.WARN, EventKind.REFUSED).log("{}", told);
    }

    private String tell(EventKind kind, Call call, String words, Map<String, ? extends @Nullable Object> facts) {
        Peer peer = call.connection().peer();
        String user = users.computeIfAbsent(peer.uid(), Requests::user);
        Map<String, @Nullable Object> all = new LinkedHashMap<>();
        List<String> selectors = call.params().texts("selectors");
        String workers = String.join(" ", selectors);
        all.put("command", call.method());
        if (!selectors.isEmpty()) {
            all.put("selectors", selectors);
        }
        all.putAll(facts);
        all.put("by", Map.of("uid", peer.uid(), "user", user, "pid", peer.pid()));
        String why = (words + " " + cut(workers)).stripTrailing() + ", asked by " + user + " (pid " + peer.pid() + ")";
        all.put("why", why);
        events.tell(kind, all);
        return why;
    }

    private static String cut(String text) {
        return text.length() <= MOST_CHARS ? text : text.substring(0, MOST_CHARS) + "...";
    }

    /** The name of an account, or its number. */
    static String user(int uid) {
        String number = Integer.toString(uid);
        try {
            for (String line : Files.readAllLines(PASSWD)) {
                String[] fields = line.split(":", -1);
                if (fields.length == 7 && fields[2].equals(number)) {
                    return fields[0];
                }
            }
        } catch (IOException unreadable) {
            return "uid " + number;
        }
        return "uid " + number;
    }
}
