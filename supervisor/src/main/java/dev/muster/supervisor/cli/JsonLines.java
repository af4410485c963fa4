package dev.muster.supervisor.cli;

import dev.muster.wire.Json;
import dev.muster.wire.JsonException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** JSON values, one a line, from a stream: in large batches from a file, each at once when somebody types. One thread. */
final class JsonLines {
    private static final int MOST_LINES = 1000;
    private static final int MOST_CHARS = 1 << 20;
    private static final Pattern PLACE = Pattern.compile(" at line (\\d+) column (\\d+)");

    private final BufferedReader reader;
    private int line;

    JsonLines(InputStream in) {
        // A decoder of its own reports what is no UTF-8; the reader's would put question marks into the jobs.
        this.reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8.newDecoder()));
    }

    /**
     * Hands all lines on. Empty lines are skipped.
     *
     * @throws CommandFailed at the first line that is no JSON, when all lines before it have been handed on
     */
    void forEachBatch(Consumer<List<String>> action) {
        List<String> batch = new ArrayList<>();
        try {
            int chars = 0;
            for (String text = reader.readLine(); text != null; text = reader.readLine()) {
                line++;
                if (!text.isBlank()) {
                    require("stdin", line, text);
                    batch.add(text);
                    chars += text.length();
                }
                if (batch.size() >= MOST_LINES || chars >= MOST_CHARS || !reader.ready()) {
                    flush(batch, action);
                    chars = 0;
                }
            }
            flush(batch, action);
        } catch (CharacterCodingException e) {
            flush(batch, action);
            throw refused("stdin line " + (line + 1) + ": no UTF-8", line + 1);
        } catch (IOException e) {
            throw new CommandFailed(Exit.FAILED, "stdin cannot be read: " + e.getMessage());
        } catch (CommandFailed e) {
            flush(batch, action);
            throw e;
        }
    }

    private static void flush(List<String> batch, Consumer<List<String>> action) {
        if (!batch.isEmpty()) {
            List<String> lines = List.copyOf(batch);
            batch.clear();
            action.accept(lines);
        }
    }

    /**
     * Refuses a text that is not one JSON value.
     *
     * @param line its number, 0 for a text that is all there is
     */
    static void require(String source, int line, String text) {
        try {
            Json.parse(text);
        } catch (JsonException e) {
            throw refused(source + place(String.valueOf(e.getMessage()), line, text), line);
        }
    }

    /** {@code " line 3 column 7: no JSON"}. The parser counts from the text's own first line. */
    private static String place(String message, int line, String text) {
        Matcher place = PLACE.matcher(message);
        if (place.find()) {
            String row = line == 0 ? place.group(1) : String.valueOf(line);
            return " line " + row + " column " + place.group(2) + ": " + message.substring(0, place.start());
        }
        String row = line == 0 ? "" : " line " + line;
        boolean atEnd = message.endsWith("too early");
        return row + (atEnd ? " column " + (text.length() + 1) : "") + ": " + message;
    }

    private static CommandFailed refused(String message, int line) {
        String rest = line > 1 ? "; the lines before it were put" : "";
        return CommandFailed.usage(message + rest);
    }
}
