package dev.muster.supervisor.daemon;

import dev.muster.supervisor.event.EventJournal;
import dev.muster.supervisor.spec.EventKind;
import dev.muster.supervisor.spec.Hook;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is wrong with hooks, told once for each hook and kind until it works again. Thread-safe. */
final class HookTroubles {
    private static final Logger LOG = LoggerFactory.getLogger(EventHooks.class);

    /** In which ways a hook can be of no use. */
    enum Kind {
        HANGS,
        FAILS,
        CANNOT_START,
        TOO_MANY
    }

    private record Trouble(List<String> command, Kind kind) {}

    private final EventJournal events;
    private final Set<Trouble> told = new HashSet<>();

    HookTroubles(EventJournal events) {
        this.events = events;
    }

    void tell(Hook hook, Kind kind, String what) {
        synchronized (told) {
            if (!told.add(new Trouble(hook.command(), kind))) {
                return;
            }
        }
        String why = "on-event " + hook.command().get(0) + ": " + what;
        LOG.warn("{} (told once until it works again)", why);
        events.tell(EventKind.HOOK, Map.of("hook", hook.command().get(0), "why", why));
    }

    void works(Hook hook) {
        synchronized (told) {
            told.removeIf(trouble -> trouble.command().equals(hook.command()));
        }
    }
}
