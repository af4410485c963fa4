package dev.muster.bench.queue;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/** A buffered connection to a server that speaks in lines and counted bytes. One thread at a time. */
final class Connection implements AutoCloseable {

    private final ByteChannel channel;
    private final ByteBuffer in = ByteBuffer.allocateDirect(1 << 16).limit(0);
    private ByteBuffer out = ByteBuffer.allocateDirect(1 << 16);

    Connection(ByteChannel channel) {
        this.channel = channel;
    }

    static Connection open(Path socket) {
        try {
            return new Connection(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot connect to " + socket, e);
        }
    }

    /** Adds to what {@link #flush} will send. */
    Connection add(byte[] bytes) {
        if (out.remaining() < bytes.length) {
            out = ByteBuffer.allocateDirect(2 * (out.capacity() + bytes.length)).put(out.flip());
        }
        out.put(bytes);
        return this;
    }

    Connection add(String text) {
        return add(text.getBytes(StandardCharsets.US_ASCII));
    }

    void flush() {
        out.flip();
        try {
            while (out.hasRemaining()) {
                channel.write(out);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        out.clear();
    }

    /** The next byte. */
    byte read() {
        if (!in.hasRemaining()) {
            fill();
        }
        return in.get();
    }

    private void fill() {
        in.clear();
        try {
            if (channel.read(in) < 0) {
                throw new EOFException("the server has closed the connection");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        in.flip();
    }

    /** Bytes up to the end of the line, which is passed over. */
    byte[] readLine() {
        byte[] line = new byte[32];
        int length = 0;
        for (byte next = read(); next != '\r'; next = read()) {
            if (length == line.length) {
                line = Arrays.copyOf(line, 2 * length);
            }
            line[length++] = next;
        }
        expect('\n');
        return Arrays.copyOf(line, length);
    }

    /** A decimal number that ends the line. */
    long readNumber() {
        byte first = read();
        boolean negative = first == '-';
        long number = negative ? 0 : first - '0';
        for (byte next = read(); next != '\r'; next = read()) {
            number = 10 * number + next - '0';
        }
        expect('\n');
        return negative ? -number : number;
    }

    /** So many bytes and the end of line behind them. */
    byte[] readBytes(int length) {
        byte[] bytes = new byte[length];
        for (int read = 0; read < length; ) {
            if (!in.hasRemaining()) {
                fill();
            }
            int some = Math.min(length - read, in.remaining());
            in.get(bytes, read, some);
            read += some;
        }
        expect('\r');
        expect('\n');
        return bytes;
    }

    /** Passes over a byte. @throws IllegalStateException quoting what came instead */
    void expect(char expected) {
        byte found = read();
        if (found != expected) {
            String rest = found == '\r' ? "" : new String(readLine(), StandardCharsets.US_ASCII);
            throw new IllegalStateException("expected '" + expected + "', found " + (char) found + rest);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
