package dev.muster.examples;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/**
 * Work for processors: {@code compute loops|sums one|threads [COUNT]}. The loops go over 50, 63 and 32, the outer one shared
 * out; the sums are of COUNT (a million) random integers, eight times.
 */
final class Compute {
    private static final int SUMS = 8;

    private Compute() {}

    static void main(Words words) throws Exception {
        String what = words.text(0, "sums");
        int count = (int) words.number(2, 1_000_000);
        List<Callable<Long>> parts =
                switch (what) {
                    case "loops" -> loops();
                    case "sums" -> sums(count);
                    default -> throw new IllegalArgumentException("compute: loops or sums, not " + what);
                };
        System.out.println(Timed.work(() -> total(parts, words.text(1, "threads"))));
    }

    static long total(List<Callable<Long>> parts, String way) throws Exception {
        return switch (way) {
            case "one" -> inTurn(parts);
            case "threads" -> inThreads(parts);
            default -> throw new IllegalArgumentException("compute: one or threads, not " + way);
        };
    }

    static List<Callable<Long>> loops() {
        return IntStream.range(0, 50)
                .<Callable<Long>>mapToObj(outer -> () -> loop(outer))
                .toList();
    }

    static List<Callable<Long>> sums(int count) {
        return IntStream.range(0, SUMS)
                .<Callable<Long>>mapToObj(each -> () -> randomSum(count))
                .toList();
    }

    private static long inTurn(List<Callable<Long>> parts) throws Exception {
        long total = 0;
        for (Callable<Long> part : parts) {
            total += part.call();
        }
        return total;
    }

    private static long inThreads(List<Callable<Long>> parts) throws Exception {
        ExecutorService executor =
                Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
        try {
            List<Callable<Long>> results = new ArrayList<>();
            for (Future<Long> result : executor.invokeAll(parts)) {
                results.add(result::get);
            }
            return inTurn(results);
        } finally {
            executor.shutdown();
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
