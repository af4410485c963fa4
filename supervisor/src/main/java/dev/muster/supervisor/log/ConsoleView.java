package dev.muster.supervisor.log;

import dev.muster.supervisor.spec.WorkerId;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The merged output of all workers, {@code printer.1 | line}, as {@code docker compose up} shows it. A console that does not keep
 * up costs lines on the console (their number is printed) and nothing else. Thread-safe.
 */
public final class ConsoleView implements LineListener, AutoCloseable {

    private static final Duration LAST_LINES = Duration.ofSeconds(2);
    private static final String RESET = "\u001b[0m";
    private static final int ESCAPE = 0x1b;

    /** Foreground colours that can be read on black and on white. */
    private static final int[] PALETTE = {36, 33, 32, 35, 34, 31, 96, 93, 92, 95, 94, 91};

    private final OutputStream out;
    private final boolean colour;
    private int width;
    private volatile @Nullable Subscription subscription;

    /**
     * A view without a source yet.
     *
     * @param out is written on the subscription's thread, and on that of {@link #say}
     * @param width the length of the longest name that is expected; it grows with longer ones
     */
    public ConsoleView(OutputStream out, boolean colour, int width) {
        this.out = new BufferedOutputStream(out, 32 * 1024);
        this.colour = colour;
        this.width = width;
    }

    /** Shows all that the pump reads from now on, until {@link #close}. */
    public void follow(OutputPump pump) {
        Subscription opened = pump.subscribe(any -> true, this);
        synchronized (this) {
            subscription = opened;
        }
    }

    /** Whether the standard output wants colours: it is a terminal, not a dumb one, and NO_COLOR (no-color.org) is not set. */
    public static boolean wantsColour(Map<String, String> environment) {
        return wantsColour(environment, isTerminal(Path.of("/proc/self/fd/1")));
    }

    static boolean wantsColour(Map<String, String> environment, boolean terminal) {
        return terminal
                && environment.getOrDefault("NO_COLOR", "").isEmpty()
                && !"dumb".equals(environment.get("TERM"));
    }

    /** {@code System.console()} will not do: it asks for stdin too, and from JDK 22 on it is always there. */
    private static boolean isTerminal(Path descriptor) {
        try {
            String target = Files.readSymbolicLink(descriptor).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException closed) {
            return false;
        }
    }

    @Override
    public synchronized void line(Line line) {
        prefix(line.worker().toString(), colourOf(line.worker()));
        write(line.bytes());
        if (colour && contains(line.bytes(), ESCAPE)) {
            // What the worker has switched on must not colour its neighbours' lines.
            write(RESET.getBytes(StandardCharsets.US_ASCII));
        }
        end();
    }

    @Override
    public synchronized void dropped(long lines) {
        say("muster", lines + " lines are not shown here; the log files have them");
    }

    @Override
    public synchronized void caughtUp() {
        flush();
    }

    /** Prints a line of the master's own among those of the workers, at once. */
    public synchronized void say(String name, String text) {
        prefix(name, 1);
        write(text.getBytes(StandardCharsets.UTF_8));
        end();
        flush();
    }

    /** To be called after the pump's own close: shows the last lines, unless the console is stuck, and ends. */
    @Override
    public void close() {
        Subscription ending = subscription; // not under the lock: a write to a console that is held up has it
        if (ending == null) {
            return;
        }
        try {
            ending.drain(LAST_LINES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        ending.close();
    }

    private void prefix(String name, int style) {
        width = Math.max(width, name.length());
        String padded = name + " ".repeat(width - name.length()) + " | ";
        String shown = colour ? "\u001b[" + style + "m" + padded + RESET : padded;
        write(shown.getBytes(StandardCharsets.UTF_8));
    }

    /** The same colour in every run, and another one for the neighbouring slot. */
    private static int colourOf(WorkerId worker) {
        return PALETTE[Math.floorMod(worker.service().hashCode() + worker.slot(), PALETTE.length)];
    }

    private static boolean contains(byte[] bytes, int wanted) {
        for (byte value : bytes) {
            if (value == wanted) {
                return true;
            }
        }
        return false;
    }

    private void end() {
        write(new byte[] {'\n'});
    }

    /** A console that is gone ends the subscription, which is all that is to be done about it. */
    private void write(byte[] bytes) {
        try {
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("console", e);
        }
    }

    private void flush() {
        try {
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("console", e);
        }
    }
}
