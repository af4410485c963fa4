package dev.muster.acceptance.workers;

import dev.muster.worker.Handlers;
import dev.muster.worker.Outcome;
import dev.muster.worker.Service;
import dev.muster.worker.WorkerContext;
import java.nio.file.Files;
import java.nio.file.Path;

/** A later version of {@link Recorder}, which knows a handler for bills and notes their numbers in {@code settings.record}/WORKER. */
public final class Biller implements Service {

    @Override
    public void run(WorkerContext context) {
        Path record = Path.of(context.settings().string("record")).resolve(context.worker());
        context.handle("in", Handlers.of("bill", Long.class, (number, job) -> {
            Files.writeString(record, "bill " + number + " " + job.attempt() + "\n");
            return Outcome.done();
        }));
    }
}
