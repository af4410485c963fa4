package dev.muster.supervisor.migrate;

import java.util.ArrayList;
import java.util.List;

/** Splits a command line as POSIX's shell would, without substituting anything (sh(1), 2.2 Quoting). One thread. */
final class Words {
    private final String text;
    private final List<String> words = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();
    private boolean inWord;
    private int at;

    private Words(String text) {
        this.text = text;
    }

    /** @throws MigrationException when a quote is not closed */
    static List<String> split(String text) {
        Words words = new Words(text);
        words.run();
        return words.words;
    }

    /** True for what only a shell can do: pipes, substitutions, patterns, assignments in front. */
    static boolean needsShell(String text) {
        return text.matches("(?s).*[|&;<>()$`*?\\[~#\\n].*") || text.matches("(?s)\\s*[A-Za-z_][A-Za-z0-9_]*=.*");
    }

    /** A word as a shell reads it back. */
    static String quoted(String word) {
        return word.matches("[A-Za-z0-9_@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    private void run() {
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (Character.isWhitespace(c)) {
                end();
                continue;
            }
            inWord = true;
            switch (c) {
                case '\'' -> single();
                case '"' -> doubled();
                case '\\' -> word.append(at < text.length() ? text.charAt(at++) : '\\');
                default -> word.append(c);
            }
        }
        end();
    }

    private void single() {
        int close = text.indexOf('\'', at);
        if (close < 0) {
            throw unclosed();
        }
        word.append(text, at, close);
        at = close + 1;
    }

    private void doubled() {
        while (at < text.length() && text.charAt(at) != '"') {
            char c = text.charAt(at++);
            boolean escapes = c == '\\' && at < text.length() && "\"\\$`".indexOf(text.charAt(at)) >= 0;
            word.append(escapes ? text.charAt(at++) : c);
        }
        if (at++ >= text.length()) {
            throw unclosed();
        }
    }

    private MigrationException unclosed() {
        return new MigrationException("a quote is not closed in: " + text);
    }

    private void end() {
        if (inWord) {
            words.add(word.toString());
            word.setLength(0);
            inWord = false;
        }
    }
}
