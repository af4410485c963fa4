package dev.muster.supervisor.daemon;

import dev.muster.supervisor.process.Background;
import dev.muster.supervisor.spec.Rolling.BootPriority;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets a life begin behind those that serve, and fetches it back. The loop does not wait for that. Loop thread. */
final class Precedence {

    private static final Logger LOG = LoggerFactory.getLogger(Precedence.class);
    private static final int TRIES = 20;
    private static final Executor LATER = CompletableFuture.delayedExecutor(150, TimeUnit.MILLISECONDS);

    private Precedence() {}

    /** @param life as messages name it */
    static void set(String life, Background process, BootPriority priority) {
        switch (priority) {
            case LOW -> process.enter(); // at once: what a thread makes inherits it
            case NORMAL ->
                Threads.daemon("muster-priority", () -> fetch(life, process, 1)).start();
        }
    }

    /** Whom a former master let begin behind the others is fetched back: whether anybody serves meanwhile is not known any more. */
    static void adopt(String life, Background process, BootPriority configured) {
        if (configured == BootPriority.LOW && process.isThere()) {
            set(life, process, BootPriority.NORMAL);
        }
    }

    private static void fetch(String life, Background process, int attempt) {
        if (process.leave()) {
            return;
        }
        if (attempt == TRIES) {
            LOG.warn("{}: gets only what others leave of the processors; its priority cannot be set back", life);
            return;
        }
        LATER.execute(() -> fetch(life, process, attempt + 1));
    }
}
