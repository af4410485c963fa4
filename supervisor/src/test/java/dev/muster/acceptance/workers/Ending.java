package dev.muster.acceptance.workers;

import dev.muster.worker.ExitException;
import dev.muster.worker.Service;
import dev.muster.worker.WorkerContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Ends with the exit code that it finds in the file {@code settings.file}. */
public final class Ending implements Service {
    private static final Duration PAUSE = Duration.ofMillis(20);

    @Override
    public void run(WorkerContext context) throws Exception {
        Path file = Path.of(context.settings().string("file"));
        while (!Files.exists(file)) {
            if (context.awaitStop(PAUSE)) {
                return;
            }
        }
        throw new ExitException(Integer.parseInt(Files.readString(file).strip()));
    }
}
