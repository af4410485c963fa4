package dev.muster.examples;

import dev.muster.concurrent.MapOptions;
import dev.muster.concurrent.ProcessPool;
import java.util.List;
import java.util.stream.IntStream;

/** Ten arguments, a second each, in three processes or in one for each: {@code pool map|each [MILLIS]}. */
final class Squares {
    private static final int ARGUMENTS = 10;

    private Squares() {}

    static void main(Words words) throws Exception {
        int workers =
                switch (words.text(0, "map")) {
                    case "map" -> 3;
                    case "each" -> ARGUMENTS;
                    default -> throw new IllegalArgumentException("pool: map or each, not " + words.text(0, ""));
                };
        System.out.println(Timed.work(() -> squares(workers, words.number(1, 1000))));
    }

    /** In the order of the arguments. */
    static List<Integer> squares(int workers, long millis) throws InterruptedException {
        List<Integer> arguments = IntStream.range(0, ARGUMENTS).boxed().toList();
        try (ProcessPool pool = ProcessPool.builder().workers(workers).build()) {
            return pool.map(argument -> square(argument, millis), arguments, MapOptions.chunks(1));
        }
    }

    private static int square(int argument, long millis) throws InterruptedException {
        Thread.sleep(millis);
        return argument * argument;
    }
}
