package dev.muster.acceptance.workers;

import dev.muster.worker.Service;
import dev.muster.worker.SharedList;
import dev.muster.worker.WorkerContext;

/** Appends the name of each of its lives to the results {@code lives}, and is ready only when it has read its own back. It has no queue. */
public final class Sharer implements Service {

    @Override
    public void run(WorkerContext context) throws Exception {
        SharedList<String> lives = context.results("lives", String.class);
        String life = context.worker() + "#" + context.incarnation();
        if (!lives.get(lives.append(life)).equals(life)) {
            throw new IllegalStateException(
                    "expected " + life + " in " + lives.stream().toList());
        }
        context.awaitStop();
    }
}
