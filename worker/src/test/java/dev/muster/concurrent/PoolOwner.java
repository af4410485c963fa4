package dev.muster.concurrent;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/** A program whose member is busy for ever. It prints the member's pid; or, with an argument, exits while its member starts. */
public final class PoolOwner {
    private PoolOwner() {}

    public static void main(String[] arguments) throws Exception {
        ProcessPool pool = ProcessPool.builder().workers(1).build();
        if (arguments.length > 0) {
            leave(pool);
        }
        long member = pool.submit(() -> ProcessHandle.current().pid()).get();
        CompletableFuture<?> busy = pool.submit(() -> {
            while (true) {
                Thread.onSpinWait();
            }
        });
        System.out.println(member + " " + busy.isDone());
        new CountDownLatch(1).await();
    }

    private static void leave(ProcessPool pool) throws IOException {
        boolean starts = false;
        while (!starts && pool.pids().isEmpty()) {
            try (DirectoryStream<Path> doors =
                    Files.newDirectoryStream(Path.of("/dev/shm"), Leftovers.prefix() + "*")) {
                starts = doors.iterator().hasNext();
            }
        }
        System.exit(starts ? 0 : 1);
    }
}
