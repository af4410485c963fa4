package dev.muster.supervisor.loop;

import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/** The only way into the loop. Posting is thread-safe and never waits; taking is for the loop thread only. */
public final class Mailbox {

    private final LinkedBlockingQueue<LoopItem> items = new LinkedBlockingQueue<>();

    /** Hands an item to the loop; items are handled in the order of their posting. */
    public void post(LoopItem item) {
        items.add(item);
    }

    /** The next item if there is one. */
    @Nullable
    LoopItem poll() {
        return items.poll();
    }

    boolean isEmpty() {
        return items.isEmpty();
    }
}
