package dev.muster.supervisor.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A file of {@code KEY=value} lines. Comments stand on lines of their own; values may be in double quotes, where {@code \n \t \" \\}
 * are escapes, or in single quotes, where nothing is. Nothing is substituted.
 */
final class EnvFile {

    static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private static final Pattern TRAILING_COMMENT = Pattern.compile("\\s#");

    private final Path file;
    private final Problems problems;
    private final Map<String, String> variables = new LinkedHashMap<>();

    private EnvFile(Path file, Problems problems) {
        this.file = file;
        this.problems = problems;
    }

    /** The variables in the order of the file; whatever is wrong is reported with the file's own lines. */
    static Map<String, String> read(Path file, Problems problems) {
        EnvFile env = new EnvFile(file, problems);
        try {
            List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
            for (int i = 0; i < lines.size(); i++) {
                env.line(i + 1, lines.get(i).strip());
            }
        } catch (IOException unreadable) {
            env.wrong(0, "", "cannot be read as UTF-8 text");
        }
        return env.variables;
    }

    private void line(int number, String text) {
        if (text.isEmpty() || text.startsWith("#")) {
            return;
        }
        if (text.indexOf('\0') >= 0) {
            wrong(number, "", "must not contain a NUL character");
            return;
        }
        String assignment = text.startsWith("export ") ? text.substring(7).strip() : text;
        int equals = assignment.indexOf('=');
        if (equals < 0) {
            wrong(number, "", "must be KEY=value or a comment");
            return;
        }
        String key = assignment.substring(0, equals);
        if (!VARIABLE.matcher(key).matches()) {
            wrong(number, key, "a variable's name is letters, digits and _, and does not start with a digit");
            return;
        }
        value(number, key, assignment.substring(equals + 1)).ifPresent(value -> variables.put(key, value));
    }

    /** Messages never show a value: this is where secrets are kept. */
    private Optional<String> value(int number, String key, String written) {
        String text = written.strip();
        char quote = text.isEmpty() ? ' ' : text.charAt(0);
        if (quote != '"' && quote != '\'') {
            if (TRAILING_COMMENT.matcher(text).find()) {
                wrong(
                        number,
                        key,
                        "a # after a blank is either a comment, which goes on a line of its own, or needs quotes");
                return Optional.empty();
            }
            return Optional.of(text);
        }
        StringBuilder value = new StringBuilder();
        int at = 1;
        while (at < text.length() && text.charAt(at) != quote) {
            char c = text.charAt(at++);
            value.append(c == '\\' && quote == '"' && at < text.length() ? unescaped(text.charAt(at++)) : c);
        }
        if (at >= text.length()) {
            wrong(number, key, "the quote " + quote + " is not closed on its line");
            return Optional.empty();
        }
        if (at < text.length() - 1) {
            wrong(number, key, "there is something behind the closing quote");
            return Optional.empty();
        }
        return Optional.of(value.toString());
    }

    private static char unescaped(char c) {
        return switch (c) {
            case 'n' -> '\n';
            case 't' -> '\t';
            default -> c;
        };
    }

    private void wrong(int line, String key, String message) {
        problems.add(new Problem(file.toString(), line, key, message));
    }
}
