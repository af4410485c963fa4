package dev.muster.supervisor.cli;

import dev.muster.supervisor.cli.text.Colour;
import dev.muster.supervisor.cli.text.Table;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Where a command writes: data to {@code out}, messages to {@code err}; colour only where a person looks. One thread.
 *
 * @param interactive whether {@code out} is a terminal
 */
record Terminal(PrintStream out, PrintStream err, boolean interactive, boolean colour) {

    /** The process's own streams. {@code System.console()} would ask for a terminal on stdin as well, so the link is read. */
    static Terminal ofProcess() {
        boolean interactive = isTerminal("/proc/self/fd/1");
        return new Terminal(
                new PrintStream(System.out, false, StandardCharsets.UTF_8),
                new PrintStream(System.err, true, StandardCharsets.UTF_8),
                interactive,
                wantsColour(interactive, System.getenv()));
    }

    /** NO_COLOR (no-color.org): present and not empty means none. */
    static boolean wantsColour(boolean interactive, Map<String, String> environment) {
        return interactive
                && environment.getOrDefault("NO_COLOR", "").isEmpty()
                && !"dumb".equals(environment.get("TERM"));
    }

    /** Whether a person sees what a command tells about itself. */
    static boolean messagesAreSeen() {
        return isTerminal("/proc/self/fd/2");
    }

    /** Whether somebody can press keys. */
    static boolean inputIsTerminal() {
        return isTerminal("/proc/self/fd/0");
    }

    private static boolean isTerminal(String descriptor) {
        try {
            String target = Files.readSymbolicLink(Path.of(descriptor)).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    void data(String line) {
        out.println(line);
    }

    /** At once: a line each is a system call each. */
    void data(Table table) {
        data(table, Table.UNLIMITED);
    }

    /** Cut to so many columns. */
    void data(Table table, int columns) {
        String text = table.text(columns, colour);
        if (!text.isEmpty()) {
            data(text);
        }
    }

    void message(String line) {
        err.println(line);
    }

    String paint(Colour wanted, String text) {
        return wanted.paint(text, colour);
    }
}
