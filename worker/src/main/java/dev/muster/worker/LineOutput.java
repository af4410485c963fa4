package dev.muster.worker;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Standard output and error of a supervised worker: whole lines, each at once and in one write. The JDK's own stream writes
 * a println in two pieces, between which a kill leaves half a line that the next life's first line is glued to; and it
 * writes in the charset of an environment that the master has emptied. Thread-safe.
 */
final class LineOutput extends OutputStream {
    private final OutputStream to;
    private byte[] pending = new byte[1024];
    private int length;

    LineOutput(OutputStream to) {
        this.to = to;
    }

    /** Puts it under System.out and System.err, in UTF-8. */
    static void install() {
        PrintStream out = stream(FileDescriptor.out);
        PrintStream err = stream(FileDescriptor.err);
        System.setOut(out);
        System.setErr(err);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            out.flush();
                            err.flush();
                        },
                        "muster-flush"));
    }

    private static PrintStream stream(FileDescriptor descriptor) {
        return new PrintStream(new LineOutput(new FileOutputStream(descriptor)), false, StandardCharsets.UTF_8);
    }

    @Override
    public synchronized void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int count) throws IOException {
        if (length + count > pending.length) {
            pending = Arrays.copyOf(pending, Math.max(length + count, pending.length * 2));
        }
        System.arraycopy(bytes, offset, pending, length, count);
        length += count;
        for (int end = length; end > length - count; end--) {
            if (pending[end - 1] == '\n') {
                send(end);
                return;
            }
        }
        if (length >= 1 << 16) { // a program that prints no line ends must not fill the heap
            send(length);
        }
    }

    @Override
    public synchronized void flush() throws IOException {
        send(length);
    }

    private void send(int count) throws IOException {
        int rest = length - count;
        length = 0; // before the write: what could not be written is not written twice
        to.write(pending, 0, count);
        System.arraycopy(pending, count, pending, 0, rest);
        length = rest;
    }
}
