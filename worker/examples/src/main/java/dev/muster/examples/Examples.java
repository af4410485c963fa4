package dev.muster.examples;

import java.util.Arrays;
import java.util.List;

/** The examples that are programs of their own and no workers: {@code java -jar muster-examples.jar NAME [WORD]...}. */
public final class Examples {
    private static final int USAGE = 2;

    private Examples() {}

    /** Runs the example that the first argument names. */
    public static void main(String[] arguments) throws Exception {
        if (arguments.length == 0) {
            usage();
        }
        Words words = new Words(Arrays.asList(arguments).subList(1, arguments.length));
        try {
            switch (arguments[0]) {
                case "start" -> Timed.work(() -> 0);
                case "server" -> LatencyServer.main(words);
                case "fetch" -> Fetch.main(words);
                case "compute" -> Compute.main(words);
                case "pool" -> Squares.main(words);
                case "executor" -> Crowd.main(words);
                case "periodic" -> Clocks.main(words);
                default -> usage();
            }
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(USAGE);
        }
    }

    private static void usage() {
        List.of(
                        "java -jar muster-examples.jar",
                        "  fetch one|threads|async|virtual [COUNT [URL]]   many requests to a server that takes its time",
                        "  compute loops|sums one|threads|processes [COUNT]  work for processors",
                        "  pool map|each [MILLIS]                          ten arguments for processes",
                        "  executor statistics|rejection [MILLIS]          an executor that measures and refuses",
                        "  periodic [SECONDS]                              every second, every four seconds",
                        "  server [MILLIS [PORT]]                          the server for fetch",
                        "  start                                           nothing: what it costs to start")
                .forEach(System.err::println);
        System.exit(USAGE);
    }
}
