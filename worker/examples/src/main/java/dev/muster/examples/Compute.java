package dev.muster.examples;

import dev.muster.concurrent.ProcessPool;
import dev.muster.concurrent.RemoteFunction;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/**
 * Work for processors: {@code compute loops|sums one|threads|processes [COUNT]}. The loops go over 50, 63 and 32, the outer one shared
 * out; the sums are of COUNT (a million) random integers, eight times.
 */
final class Compute {
    private static final int OUTER = 50;
    private static final int SUMS = 8;

    private final RemoteFunction<Integer, Long> function;
    private final List<Integer> arguments;

    private Compute(RemoteFunction<Integer, Long> function, int arguments) {
        this.function = function;
        this.arguments = IntStream.range(0, arguments).boxed().toList();
    }

    static void main(Words words) throws Exception {
        String what = words.text(0, "sums");
        int count = (int) words.number(2, 1_000_000);
        Compute compute =
                switch (what) {
                    case "loops" -> loops();
                    case "sums" -> sums(count);
                    default -> throw new IllegalArgumentException("compute: loops or sums, not " + what);
                };
        System.out.println(Timed.work(() -> compute.total(words.text(1, "threads"))));
    }

    static Compute loops() {
        return new Compute(Compute::loop, OUTER);
    }

    static Compute sums(int count) {
        return new Compute(each -> randomSum(count), SUMS);
    }

    long total(String way) throws Exception {
        return switch (way) {
            case "one" -> inTurn();
            case "threads" -> inThreads();
            case "processes" -> inProcesses();
            default -> throw new IllegalArgumentException("compute: one, threads or processes, not " + way);
        };
    }

    private long inTurn() throws Exception {
        long total = 0;
        for (int argument : arguments) {
            total += function.apply(argument);
        }
        return total;
    }

    private long inThreads() throws Exception {
        ExecutorService executor =
                Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
        try {
            List<Future<Long>> results = new ArrayList<>();
            for (int argument : arguments) {
                results.add(executor.submit(() -> function.apply(argument)));
            }
            long total = 0;
            for (Future<Long> result : results) {
                total += result.get();
            }
            return total;
        } finally {
            executor.shutdown();
        }
    }

    private long inProcesses() throws InterruptedException {
        try (ProcessPool pool = ProcessPool.builder().build()) {
            return pool.map(function, arguments).stream()
                    .mapToLong(Long::longValue)
                    .sum();
        }
    }

    static long loop(int outer) {
        long total = 0;
        for (int middle = 0; middle < 63; middle++) {
            for (int inner = 0; inner < 32; inner++) {
                total += (long) outer * middle * inner;
            }
        }
        return total;
    }

    static long randomSum(int count) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        long total = 0;
        for (int i = 0; i < count; i++) {
            total += random.nextInt(1, 101);
        }
        return total;
    }
}
