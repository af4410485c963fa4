package dev.muster.supervisor.cli;

import dev.muster.supervisor.cli.text.Table;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** How many columns a line has. Asked with stty(1), for Java does not tell; only by commands that cut their lines. */
final class TerminalWidth {
    private static final int USUAL = 80;

    private TerminalWidth() {}

    static int of(Terminal terminal) {
        return terminal.interactive() ? parse(stty()) : Table.UNLIMITED;
    }

    private static String stty() {
        try {
            Process process = new ProcessBuilder("stty", "size")
                    .redirectInput(new File("/dev/tty"))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            return process.waitFor(1, TimeUnit.SECONDS) ? answer : "";
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    /** The columns in {@code "rows columns"}; a terminal that does not know says 0. */
    static int parse(String rowsAndColumns) {
        String[] words = rowsAndColumns.strip().split(" ", -1);
        try {
            int columns = words.length == 2 ? Integer.parseInt(words[1]) : 0;
            return columns > 0 ? columns : USUAL;
        } catch (NumberFormatException e) {
            return USUAL;
        }
    }
}
