package dev.muster.acceptance.workers;

import dev.muster.worker.Outcome;
import dev.muster.worker.Service;
import dev.muster.worker.WorkerContext;
import java.util.concurrent.CountDownLatch;

/** Two handlers. The number {@code settings.pill} has its JVM killed by a real SIGSEGV; the others are done, if they are let. */
public final class Poisoned implements Service {
    private final CountDownLatch never = new CountDownLatch(1);

    @Override
    public void run(WorkerContext context) {
        long pill = context.settings().integer("pill", -1);
        for (int i = 0; i < 2; i++) {
            context.handle("in", Long.class, (number, job) -> {
                if (number == pill) {
                    for (int line = 0; line < 300; line++) {
                        System.out.println("line " + line);
                    }
                    System.out.println("swallowing " + number);
                    new ProcessBuilder(
                                    "kill",
                                    "-SEGV",
                                    Long.toString(ProcessHandle.current().pid()))
                            .start();
                    never.await();
                }
                return Outcome.done();
            });
        }
    }
}
