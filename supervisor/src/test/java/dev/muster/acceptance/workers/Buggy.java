package dev.muster.acceptance.workers;

import dev.muster.worker.Service;
import dev.muster.worker.WorkerContext;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** cotyledon's buggy service: its terminate() takes a minute. */
public final class Buggy implements Service {
    private final CountDownLatch never = new CountDownLatch(1);

    @Override
    public void run(WorkerContext context) throws InterruptedException {
        context.ready();
        never.await();
    }

    @Override
    public void terminate(Duration grace) throws InterruptedException {
        System.out.println("buggy terminate");
        if (!never.await(1, TimeUnit.MINUTES)) {
            System.out.println("buggy terminate done");
        }
    }
}
