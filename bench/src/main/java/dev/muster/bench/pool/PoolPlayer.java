package dev.muster.bench.pool;

import dev.muster.concurrent.MapFailedException;
import dev.muster.concurrent.MapOptions;
import dev.muster.concurrent.ProcessPool;
import dev.muster.concurrent.ProcessPoolBuilder;
import dev.muster.concurrent.RemoteCallable;
import dev.muster.concurrent.RemoteFunction;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;

/**
 * Plays Muster's part: {@code start WORKERS}, {@code trip WORKERS COUNT ROUNDS}, {@code map WORKERS COUNT CHUNK ROUNDS} or {@code kill
 * WORKERS COUNT RETRIES}. Each prints one line of numbers for each round, as bench/python/pools.py does.
 */
public final class PoolPlayer {
    private PoolPlayer() {}

    /** Answers one question: its name and its numbers. */
    public static void main(String[] arguments) throws Exception {
        int[] numbers =
                Arrays.stream(arguments).skip(1).mapToInt(Integer::parseInt).toArray();
        switch (arguments[0]) {
            case "start" -> start(numbers[0]);
            case "trip" -> trip(numbers[0], numbers[1], numbers[2]);
            case "map" -> map(numbers[0], numbers[1], numbers[2], numbers[3]);
            case "kill" -> kill(numbers[0], numbers[1], numbers[2]);
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    private static void start(int workers) throws ExecutionException, InterruptedException {
        long began = System.nanoTime();
        try (ProcessPool pool = ProcessPool.builder().workers(workers).build()) {
            pool.submit(() -> 1).get();
            say(System.nanoTime() - began);
        }
    }

    private static void trip(int workers, int count, int rounds) throws ExecutionException, InterruptedException {
        RemoteCallable<Integer> nothing = () -> 0;
        try (ProcessPool pool = warm(workers)) {
            for (int round = 0; round < rounds; round++) {
                long[] times = new long[count];
                for (int i = 0; i < count; i++) {
                    long began = System.nanoTime();
                    pool.submit(nothing).get();
                    times[i] = System.nanoTime() - began;
                }
                Arrays.sort(times);
                say(times[count / 2], times[count * 99 / 100]);
            }
        }
    }

    private static void map(int workers, int count, int chunk, int rounds)
            throws ExecutionException, InterruptedException {
        List<Integer> items = IntStream.range(0, count).boxed().toList();
        RemoteFunction<Integer, Integer> same = item -> item;
        MapOptions options = chunk == 0 ? MapOptions.DEFAULT : MapOptions.chunks(chunk);
        try (ProcessPool pool = warm(workers)) {
            for (int round = 0; round < rounds; round++) {
                long began = System.nanoTime();
                List<Integer> results = pool.map(same, items, options);
                long took = System.nanoTime() - began;
                if (!results.equals(items)) {
                    throw new IllegalStateException("the results are not the items");
                }
                say(took / count);
            }
        }
    }

    /** One item has its member killed from outside, by kill(1). */
    private static void kill(int workers, int count, int retries)
            throws ExecutionException, InterruptedException, IOException {
        List<Integer> items = IntStream.range(0, count).boxed().toList();
        java.nio.file.Path once = java.nio.file.Files.createTempFile("killed", "");
        String marker = once.toString();
        RemoteFunction<Integer, Integer> deadly = item -> {
            if (item == count / 3 && java.nio.file.Files.deleteIfExists(java.nio.file.Path.of(marker))) {
                new ProcessBuilder(
                                "kill",
                                "-9",
                                Long.toString(ProcessHandle.current().pid()))
                        .start();
                new CountDownLatch(1).await();
            }
            return item;
        };
        ProcessPoolBuilder builder = ProcessPool.builder().workers(workers).retryCrashed(retries);
        try (ProcessPool pool = builder.build()) {
            pool.submit(() -> 1).get();
            long began = System.nanoTime();
            int failed = 0;
            try {
                pool.map(deadly, items);
            } catch (MapFailedException e) {
                failed = e.failures().size();
                System.err.println(e.getMessage());
            }
            say(count - failed, failed, System.nanoTime() - began);
        } finally {
            java.nio.file.Files.deleteIfExists(once);
        }
    }

    /** A pool whose members have all answered. */
    private static ProcessPool warm(int workers) throws ExecutionException, InterruptedException {
        ProcessPool pool = ProcessPool.builder().workers(workers).build();
        Callable<Integer> nothing = (RemoteCallable<Integer>) () -> 0;
        pool.invokeAll(java.util.Collections.nCopies(4 * workers, nothing));
        return pool;
    }

    private static void say(long... numbers) {
        StringBuilder line = new StringBuilder();
        for (long number : numbers) {
            line.append(number).append(' ');
        }
        System.out.write(line.append('\n').toString().getBytes(StandardCharsets.US_ASCII), 0, line.length());
        System.out.flush();
    }
}
