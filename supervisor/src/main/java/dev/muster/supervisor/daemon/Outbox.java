package dev.muster.supervisor.daemon;

import java.util.ArrayDeque;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Messages to the service manager, in their order: one that finds no room waits here for the next occasion. What nobody takes is told to the
 * log once. Confined to whoever holds the herald's lock.
 */
final class Outbox {
    private static final Logger LOG = LoggerFactory.getLogger("muster");
    /** A manager that takes nothing for so long has missed what the first of them said. */
    private static final int MOST = 64;

    private final Predicate<String> sender;
    private final ArrayDeque<String> unsent = new ArrayDeque<>();
    private boolean refused;

    /** @param sender false when there is no room for the message now; throws when nobody takes it */
    Outbox(Predicate<String> sender) {
        this.sender = sender;
    }

    /** Sends it, or keeps it. */
    void say(String message) {
        if (unsent.size() >= MOST) {
            unsent.remove();
        }
        unsent.add(message);
        flush();
    }

    /** Sends what waits, as far as there is room. */
    void flush() {
        while (!unsent.isEmpty() && sent(unsent.element())) {
            unsent.remove();
        }
    }

    /** Whether something waits. */
    boolean isBehind() {
        return !unsent.isEmpty();
    }

    private boolean sent(String message) {
        try {
            boolean taken = sender.test(message);
            refused &= !taken;
            return taken;
        } catch (RuntimeException nobody) {
            if (!refused) {
                LOG.warn("the service manager cannot be told anything: {}", nobody.getMessage());
            }
            refused = true;
            return true;
        }
    }
}
