package dev.muster.supervisor.cli;

import dev.muster.supervisor.cli.text.Colour;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Writes lines of several workers so that one sees whose they are: {@code printer.1 | ...}, a colour for each. One thread. */
final class LinePrefix {
    private static final Colour[] COLOURS = {Colour.CYAN, Colour.YELLOW, Colour.GREEN, Colour.MAGENTA, Colour.BLUE};

    private final Terminal terminal;
    private final Map<String, Colour> colours = new HashMap<>();
    private final boolean alone;
    private int width;

    /** @param workers those that are expected, so that the bars stand in one column from the start */
    LinePrefix(List<String> workers, Terminal terminal) {
        this.terminal = terminal;
        this.alone = workers.size() == 1;
        workers.forEach(this::colour);
    }

    void print(String worker, String text) {
        if (alone) {
            terminal.data(text);
            return;
        }
        Colour colour = colour(worker);
        terminal.data(terminal.paint(colour, worker + " ".repeat(width - worker.length()) + " |") + " " + text);
    }

    private Colour colour(String worker) {
        width = Math.max(width, worker.length());
        return colours.computeIfAbsent(worker, w -> COLOURS[colours.size() % COLOURS.length]);
    }
}
