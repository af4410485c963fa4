package dev.muster.supervisor.process;

import com.sun.jna.Memory;
import dev.muster.supervisor.testkit.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Stands in for systemd's journal: a socket whose entries are read when a test wants to, and not before. One thread. */
public final class JournalDouble implements AutoCloseable {

    private static final int LONGEST = 1 << 20;
    private static final int F_GET_SEALS = 1034;

    private final Fd socket;
    private final List<Received> entries = new ArrayList<>();

    /**
     * One entry.
     *
     * @param seals of the file that it came in; none when it came as a datagram
     * @param fields {@code NAME=value}, in order
     */
    public record Received(Optional<Integer> seals, List<String> fields) {

        /** The first one, or nothing. */
        public String get(String name) {
            return all(name).stream().findFirst().orElse("");
        }

        public List<String> all(String name) {
            return fields.stream()
                    .filter(field -> field.startsWith(name + "="))
                    .map(field -> field.substring(name.length() + 1))
                    .toList();
        }
    }

    public JournalDouble(Path path) {
        socket = UnixSockets.bindDatagram(path, 0666);
    }

    /** All that was received so far. */
    public List<Received> entries() {
        read();
        return List.copyOf(entries);
    }

    private int read() {
        for (Optional<Received> next = receive(); next.isPresent(); next = receive()) {
            entries.add(next.get());
        }
        return entries.size();
    }

    /** Waits until so many have come in all. */
    public List<Received> entries(int count) {
        Await.until(count + " entries in the journal", () -> read() >= count);
        return entries();
    }

    public List<String> messages() {
        return entries().stream().map(entry -> entry.get("MESSAGE")).toList();
    }

    private Optional<Received> receive() {
        try (Memory message = new Memory(56);
                Memory vector = new Memory(16);
                Memory control = new Memory(256);
                Memory payload = new Memory(LONGEST)) {
            vector.setPointer(0, payload);
            vector.setLong(8, LONGEST);
            message.clear();
            message.setPointer(16, vector);
            message.setLong(24, 1);
            message.setPointer(32, control);
            message.setLong(40, 256);
            int count = (int) Libc.recvmsg(socket.number(), message, 0);
            if (count < 0) {
                return Optional.empty();
            }
            if (count > 0) {
                return Optional.of(new Received(Optional.empty(), parse(payload.getByteArray(0, count))));
            }
            return Optional.of(fromFile(descriptor(control, message.getLong(40))));
        }
    }

    private static int descriptor(Memory control, long length) {
        for (long at = 0; at + 16 <= length; at += (control.getLong(at) + 7) & ~7L) {
            if (control.getInt(at + 8) == 1 && control.getInt(at + 12) == 1) {
                return control.getInt(at + 16);
            }
        }
        throw new AssertionError("an empty datagram without a descriptor");
    }

    private static Received fromFile(int number) {
        try (Fd file = new Fd(number)) {
            int seals = Libc.fcntl(file.number(), F_GET_SEALS, 0L);
            byte[] bytes = Files.readAllBytes(Path.of("/proc/self/fd", String.valueOf(number)));
            return new Received(Optional.of(seals), parse(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** By the letter of systemd's native protocol. */
    private static List<String> parse(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        List<String> fields = new ArrayList<>();
        while (buffer.hasRemaining()) {
            String line = take(buffer, lineLength(buffer));
            if (buffer.get() != '\n') {
                throw new AssertionError("no newline behind " + line);
            }
            if (line.indexOf('=') < 0) {
                line += "=" + take(buffer, (int) buffer.getLong());
                if (buffer.get() != '\n') {
                    throw new AssertionError("no newline behind " + line);
                }
            }
            fields.add(line);
        }
        return fields;
    }

    private static int lineLength(ByteBuffer buffer) {
        for (int i = buffer.position(); i < buffer.limit(); i++) {
            if (buffer.get(i) == '\n') {
                return i - buffer.position();
            }
        }
        throw new AssertionError("a field without an end");
    }

    private static String take(ByteBuffer buffer, int length) {
        byte[] taken = new byte[length];
        buffer.get(taken);
        return new String(taken, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        socket.close();
    }
}
