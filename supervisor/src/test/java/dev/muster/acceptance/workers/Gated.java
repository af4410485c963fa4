package dev.muster.acceptance.workers;

import dev.muster.worker.Outcome;
import dev.muster.worker.Service;
import dev.muster.worker.WorkerContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Does nothing with a number until there is a file {@code settings.gate}; writes down both in {@code settings.record}/WORKER. */
public final class Gated implements Service {

    @Override
    public void run(WorkerContext context) {
        Path record = Path.of(context.settings().string("record")).resolve(context.worker());
        Path gate = Path.of(context.settings().string("gate"));
        context.handle("in", Long.class, (number, job) -> {
            write(record, "start " + number);
            while (!Files.exists(gate)) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            }
            write(record, "end " + number);
            return Outcome.done();
        });
    }

    private static void write(Path record, String line) throws IOException {
        Files.writeString(record, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
