package dev.muster.bench.queue;

import dev.muster.worker.Service;
import dev.muster.worker.StoppingException;
import dev.muster.worker.WorkLease;
import dev.muster.worker.WorkQueue;
import dev.muster.worker.WorkerContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A worker under a master that holds every job until it is killed with it, and finishes those that a killed one has left. It
 * tells the time of each to the FIFO of its environment.
 */
public final class HoldingWorker implements Service {

    private final Path fifo = Path.of(System.getenv("BENCH_FIFO"));

    @Override
    public void run(WorkerContext context) throws IOException, InterruptedException, StoppingException {
        WorkQueue<byte[]> queue = context.queue("in", byte[].class);
        context.ready();
        tell("up");
        while (!context.stopping()) {
            WorkLease<byte[]> lease = queue.take();
            if (lease.crashes() == 0) {
                tell("hold");
                context.awaitStop();
                lease.release();
            } else {
                tell("again");
                lease.done();
            }
        }
    }

    private void tell(String what) throws IOException {
        String line = what + " " + ProcessHandle.current().pid() + " " + System.nanoTime() + "\n";
        Files.write(fifo, line.getBytes(StandardCharsets.US_ASCII), StandardOpenOption.WRITE);
    }
}
