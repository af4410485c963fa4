package dev.muster.acceptance.workers;

import dev.muster.worker.Outcome;
import dev.muster.worker.Service;
import dev.muster.worker.WorkerContext;
import java.net.ServerSocket;

/** Two handlers. With the number {@code settings.hang} one waits for a connection that never comes, and no interrupt helps. */
public final class Hanging implements Service {

    @Override
    public void run(WorkerContext context) {
        long hang = context.settings().integer("hang", -1);
        for (int i = 0; i < 2; i++) {
            context.handle("in", Long.class, (number, job) -> {
                if (number == hang) {
                    try (ServerSocket nobodyCalls = new ServerSocket(0)) {
                        nobodyCalls.accept().close();
                    }
                }
                return Outcome.done();
            });
        }
    }
}
