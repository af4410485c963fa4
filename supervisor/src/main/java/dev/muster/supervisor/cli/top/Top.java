package dev.muster.supervisor.cli.top;

import dev.muster.supervisor.control.ControlClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The live view, or one frame of it as text. One thread calls. */
public final class Top {

    private Top() {}

    /** What the user asked for. Immutable. */
    public static final class Wish {
        private final List<String> selectors;
        private final Duration interval;
        private final Sort sort;

        /**
         * Asks for these workers, so often, in this order.
         *
         * @throws IllegalArgumentException when there is no such order
         */
        public Wish(List<String> selectors, Duration interval, String sort) {
            this.selectors = List.copyOf(selectors);
            this.interval = interval;
            this.sort = Sort.byWord(sort)
                    .orElseThrow(() -> new IllegalArgumentException(sort + " is no order; there are " + sorts()));
        }

        List<String> selectors() {
            return selectors;
        }

        Duration interval() {
            return interval;
        }

        Sort sort() {
            return sort;
        }
    }

    private static String sorts() {
        return Arrays.stream(Sort.values()).map(Sort::word).collect(Collectors.joining(", "));
    }

    /**
     * Takes the terminal until the user quits.
     *
     * @param first a connection to the master, which is closed
     * @param connect makes another one when that one is lost
     */
    public static void live(ControlClient first, Supplier<ControlClient> connect, Wish wish, Look look) {
        try {
            new Session(first, connect, wish, look).run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Looks twice, one interval apart, because a rate takes two; and gives the lines. */
    public static List<String> once(ControlClient client, Wish wish, int columns, Look look) {
        Model model = Model.of(Uplink.ask(client, wish.selectors()));
        long until = System.nanoTime() + wish.interval().toNanos();
        while (System.nanoTime() < until) {
            LockSupport.parkNanos(until - System.nanoTime());
        }
        model = model.with(Uplink.ask(client, wish.selectors()));
        return Screen.text(model, View.of(wish.sort()), columns, look);
    }
}
