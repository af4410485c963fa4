package dev.muster.examples;

import java.util.Locale;
import java.util.concurrent.Callable;

/** How long the work took, without the start of the JVM. {@code EXAMPLE_ROUNDS=2} does it twice: the second time it is warm. */
final class Timed {
    private static final String ROUNDS = "EXAMPLE_ROUNDS";

    private Timed() {}

    /** The result of the last round. */
    static <T> T work(Callable<T> work) throws Exception {
        int rounds = Integer.parseInt(System.getenv().getOrDefault(ROUNDS, "1"));
        T result = once(work);
        for (int round = 1; round < rounds; round++) {
            result = once(work);
        }
        return result;
    }

    private static <T> T once(Callable<T> work) throws Exception {
        long began = System.nanoTime();
        T result = work.call();
        System.out.println(String.format(Locale.ROOT, "work %.3f s", (System.nanoTime() - began) / 1e9));
        return result;
    }
}
