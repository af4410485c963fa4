package dev.muster.acceptance.workers;

import dev.muster.concurrent.MapOptions;
import dev.muster.concurrent.ProcessPool;
import dev.muster.worker.Service;
import dev.muster.worker.WorkerContext;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Has two JVMs that work for it, and says again and again which; a task that a stop finds on its way is done. */
public final class Pooled implements Service {
    private static final int TASKS = 4;
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final long TASK_MS = 20;

    @Override
    public void run(WorkerContext context) throws Exception {
        try (ProcessPool pool = ProcessPool.builder()
                .name("pool")
                .workers(2)
                .jvmOptions("-XX:TieredStopAtLevel=1", "-Xmx64m")
                .build()) {
            context.ready();
            while (!context.awaitStop(PAUSE)) {
                Set<Long> members =
                        new TreeSet<>(pool.map(Pooled::whoever, List.of(1, 2, 3, TASKS), MapOptions.chunks(1)));
                System.out.println("members of " + context.incarnation() + " " + members);
            }
            CompletableFuture<Long> last = pool.submit(Pooled::whoever, TASKS);
            pool.shutdown();
            System.out.println("the last task ran in " + last.get());
        }
        System.out.println("drained");
    }

    private static long whoever(int number) throws InterruptedException {
        new CountDownLatch(1).await(TASK_MS, TimeUnit.MILLISECONDS); // so that both have some
        return ProcessHandle.current().pid();
    }
}
