package dev.muster.acceptance.workers;

import dev.muster.worker.ExitException;
import dev.muster.worker.Service;
import dev.muster.worker.Settings;
import dev.muster.worker.WorkerContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** cotyledon's heavy service: it has all methods, and ends with 42. With {@code settings.marks} it leaves a file there at its end. */
public final class Heavy implements Service {
    private final CountDownLatch terminated = new CountDownLatch(1);
    private final WorkerContext context;

    Heavy(WorkerContext context) {
        this.context = context;
    }

    @Override
    public void run(WorkerContext context) throws InterruptedException {
        System.out.println("heavy run " + context.worker());
        context.ready();
        terminated.await();
    }

    @Override
    public void terminate(Duration grace) throws IOException {
        System.out.println("heavy terminate");
        if (context.settings().has("marks")) {
            Files.createFile(Path.of(context.settings().string("marks"), context.worker()));
        }
        terminated.countDown();
        throw new ExitException(42);
    }

    @Override
    public void reload(Settings settings) {
        System.out.println("heavy reload");
    }
}
