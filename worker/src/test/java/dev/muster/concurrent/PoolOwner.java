package dev.muster.concurrent;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/** A program whose member is busy for ever. It prints the member's pid. */
public final class PoolOwner {
    private PoolOwner() {}

    public static void main(String[] arguments) throws Exception {
        ProcessPool pool = ProcessPool.builder().workers(1).build();
        long member = pool.submit(() -> ProcessHandle.current().pid()).get();
        CompletableFuture<?> busy = pool.submit(() -> {
            while (true) {
                Thread.onSpinWait();
            }
        });
        System.out.println(member + " " + busy.isDone());
        new CountDownLatch(1).await();
    }
}
