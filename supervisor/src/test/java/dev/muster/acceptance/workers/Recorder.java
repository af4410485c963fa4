package dev.muster.acceptance.workers;

import dev.muster.worker.Outcome;
import dev.muster.worker.Service;
import dev.muster.worker.WorkerContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CountDownLatch;

/**
 * Writes down what it does with each number, in {@code settings.record}/WORKER: the oracle does not trust the queue. The
 * number {@code settings.hold} is never finished by the worker that gets it first.
 */
public final class Recorder implements Service {
    private final CountDownLatch never = new CountDownLatch(1);

    @Override
    public void run(WorkerContext context) {
        Path record = Path.of(context.settings().string("record")).resolve(context.worker());
        long hold = context.settings().integer("hold", -1);
        context.handle("in", Long.class, (number, job) -> {
            write(record, "start " + number + " " + job.crashes());
            if (number == hold && job.crashes() == 0) {
                never.await();
            }
            write(record, "end " + number + " " + job.crashes());
            return Outcome.done();
        });
    }

    private static void write(Path record, String line) throws IOException {
        Files.writeString(record, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
