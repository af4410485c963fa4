package dev.muster.supervisor.cli.top;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/**
 * The terminal while the live view has it: its alternate screen, and keys as they are pressed. Whatever ends the process,
 * but for SIGKILL, gives it back as it was. One thread draws, one reads keys, any may close.
 */
final class Glass implements AutoCloseable {
    /** Alternate screen, no cursor, no wrapping at the right edge. */
    private static final String ENTER = "\u001b[?1049h\u001b[?25l\u001b[?7l\u001b[2J";

    private static final String LEAVE = "\u001b[0m\u001b[?7h\u001b[?25h\u001b[?1049l";
    /** Terminals that know it show the frame at once; others ignore it. */
    private static final String BEGIN_FRAME = "\u001b[?2026h";

    private static final String END_FRAME = "\u001b[?2026l";
    private static final String CLEAR = "\u001b[2J";
    /** What follows Escape in the sequence of a key is there by then, also over a slow line. */
    private static final long SEQUENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final Terminal terminal;
    /** Our own: JLine's close() waits until nobody reads any more, which is until the next key. */
    private final Reader in = new InputStreamReader(new FileInputStream(FileDescriptor.in), StandardCharsets.UTF_8);
    /** Our own: JLine's is closed by a shutdown hook of its own, which may come before ours. */
    private final OutputStream out = new FileOutputStream(FileDescriptor.out);

    private final KeyDecoder decoder = new KeyDecoder();
    private final Thread hook = new Thread(this::close, "muster-top-restore");
    private List<String> shown = List.of();
    private boolean closed;

    private Glass(Terminal terminal) {
        this.terminal = terminal;
    }

    /**
     * Takes the terminal of this process.
     *
     * @param resized called on a thread of its own
     * @param interrupted at Ctrl-C, likewise
     */
    static Glass take(Runnable resized, Runnable interrupted) {
        try {
            Terminal terminal = TerminalBuilder.builder()
                    .system(true)
                    .provider("exec") // no native code
                    .dumb(false)
                    .graphemeCluster(false) // asks the terminal what it can do, and waits for the answer
                    .encoding(StandardCharsets.UTF_8)
                    .nativeSignals(true)
                    .build();
            Glass glass = new Glass(terminal);
            terminal.handle(Terminal.Signal.WINCH, signal -> resized.run());
            terminal.handle(Terminal.Signal.INT, signal -> interrupted.run());
            Runtime.getRuntime().addShutdownHook(glass.hook);
            glass.enter();
            return glass;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private synchronized void enter() throws IOException {
        terminal.enterRawMode();
        Attributes raw = terminal.getAttributes();
        // Ctrl-C works also when we hang; Ctrl-Z would leave the shell with our screen, Ctrl-\ writes a thread dump on
        // it.
        raw.setLocalFlag(Attributes.LocalFlag.ISIG, true);
        raw.setControlChar(Attributes.ControlChar.VSUSP, 0);
        raw.setControlChar(Attributes.ControlChar.VQUIT, 0);
        terminal.setAttributes(raw);
        write(ENTER);
    }

    /** Of a terminal that does not know its size the usual one. */
    Size size() {
        org.jline.terminal.Size size = terminal.getSize();
        return size.getColumns() > 0 && size.getRows() > 0 ? new Size(size.getColumns(), size.getRows()) : Size.USUAL;
    }

    /** Writes what differs from the frame before, at once. */
    synchronized void draw(List<String> lines) {
        if (closed) {
            return;
        }
        StringBuilder frame = new StringBuilder(BEGIN_FRAME);
        boolean anew = lines.size() != shown.size();
        frame.append(anew ? CLEAR : "");
        for (int i = 0; i < lines.size(); i++) {
            if (anew || !lines.get(i).equals(shown.get(i))) {
                frame.append("\u001b[").append(i + 1).append(";1H\u001b[K").append(lines.get(i));
            }
        }
        shown = List.copyOf(lines);
        write(frame.append(END_FRAME).toString());
    }

    /** The next frame is drawn whole: nobody knows what a terminal shows after it was resized. */
    synchronized void forget() {
        shown = List.of();
    }

    private void write(String text) {
        try {
            out.write(text.getBytes(StandardCharsets.UTF_8));
            out.flush();
        } catch (IOException e) {
            // A terminal that has gone away; its end of file comes as a key.
        }
    }

    /** Waits for the next key; Ctrl-C when there will be none. */
    Key key() throws IOException {
        while (true) {
            if (decoder.isPending() && !awaitMore()) {
                Optional<Key> alone = decoder.silence();
                if (alone.isPresent()) {
                    return alone.get();
                }
            }
            int c = in.read();
            if (c < 0) {
                return Key.of(Key.Kind.INTERRUPT);
            }
            Optional<Key> key = decoder.next(c);
            if (key.isPresent()) {
                return key.get();
            }
        }
    }

    private boolean awaitMore() throws IOException {
        long until = System.nanoTime() + SEQUENCE_NANOS;
        while (!in.ready() && System.nanoTime() < until) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
        return in.ready();
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        write(LEAVE);
        try {
            terminal.close();
        } catch (IOException e) {
            // It has gone away.
        }
    }
}
