package dev.muster.queue.ledger;

import dev.muster.wire.Json;
import dev.muster.wire.JsonException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A file that processes append records to, one write each. A record begins with a newline as well as ending with one, so one that
 * was torn by a kill or a full disk costs itself only. Thread-safe.
 */
final class JsonLines {

    private final Path file;

    JsonLines(Path file) {
        this.file = file;
    }

    /** Appends records. @throws IOException when they are not, or not all, in the file */
    void append(List<Map<String, Object>> records) throws IOException {
        try {
            Uninterrupted.call(() -> {
                try (FileChannel channel =
                        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
                    for (Map<String, Object> record : records) {
                        write(channel, record);
                    }
                    return channel;
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static void write(FileChannel channel, Map<String, Object> record) throws IOException {
        byte[] bytes = ("\n" + Json.write(record) + "\n").getBytes(StandardCharsets.UTF_8);
        int written = channel.write(ByteBuffer.wrap(bytes));
        if (written < bytes.length) {
            throw new IOException("only " + written + " of " + bytes.length + " bytes were written");
        }
    }

    /**
     * Reads the records whose line is wanted; what is no record is passed over.
     *
     * @param wanted asked before a line is parsed
     */
    void read(Predicate<String> wanted, Consumer<Map<String, @Nullable Object>> reader) {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("{") && wanted.test(line)) {
                    parse(line, reader);
                }
            }
        } catch (NoSuchFileException e) {
            // nothing was ever written
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    private static void parse(String line, Consumer<Map<String, @Nullable Object>> reader) {
        Map<String, @Nullable Object> record;
        try {
            record = Json.parseObject(line);
        } catch (JsonException e) {
            return; // torn
        }
        reader.accept(record);
    }

    static long number(Map<String, @Nullable Object> record, String name) {
        return record.get(name) instanceof Number number ? number.longValue() : 0;
    }

    static String text(Map<String, @Nullable Object> record, String name) {
        return record.get(name) instanceof String text ? text : "";
    }
}
