package dev.muster.supervisor.config;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which blocks a HOCON text opens on which line, and what it includes. Typesafe Config merges two blocks of one name without a word
 * and ignores what an include does not find, so both have to be seen in the text itself. Lenient: it never fails, a text with errors
 * is the parser's to refuse.
 */
final class HoconOutline {

    /** A block {@code path { ... }}; the path has every key from the root of this file on. */
    record Opened(List<String> path, int line) {}

    /** An include, inside the block at {@code path}. */
    record Include(List<String> path, String name, boolean required, int line) {}

    /** An object or a list being read; {@code key} is what the next value belongs to. */
    private static final class Frame {
        private final List<String> path;
        private final boolean list;
        private final int line;
        private List<String> key = List.of();
        private boolean inValue;

        Frame(List<String> path, boolean list, int line) {
            this.path = path;
            this.list = list;
            this.line = line;
        }

        void next() {
            key = List.of();
            inValue = false;
        }
    }

    private final String text;
    private final List<Opened> opened = new ArrayList<>();
    private final List<Include> includes = new ArrayList<>();
    private final Deque<Frame> frames = new ArrayDeque<>();
    private int at;
    private int line = 1;

    private HoconOutline(String text) {
        this.text = text;
        frames.push(new Frame(List.of(), false, 0));
    }

    static HoconOutline of(String text) {
        HoconOutline outline = new HoconOutline(text);
        while (outline.at < text.length()) {
            outline.step();
        }
        return outline;
    }

    List<Opened> opened() {
        return List.copyOf(opened);
    }

    List<Include> includes() {
        return List.copyOf(includes);
    }

    /** What is still open where the text ends, the innermost of it; empty when everything was closed. */
    Optional<String> stillOpen() {
        if (frames.size() == 1) {
            return Optional.empty();
        }
        Frame frame = top();
        String name = frame.path.isEmpty() ? "" : " " + String.join(".", frame.path);
        return Optional.of(
                frame.list
                        ? "a ] is missing: the list" + name + " of line " + frame.line + " is not closed"
                        : "a } is missing: the block" + name + " of line " + frame.line + " is not closed");
    }

    private void step() {
        char c = text.charAt(at);
        Frame frame = top();
        if (c == '#' || text.startsWith("//", at)) {
            skipTo('\n');
        } else if (c == '\n') {
            line++;
            at++;
            if (frame.inValue) {
                frame.next();
            }
        } else if (c == ',') {
            at++;
            frame.next();
        } else if (text.startsWith("${", at)) {
            frame.inValue = true;
            skipTo('}');
            at++;
        } else if (c == '{' || c == '[') {
            open(frame, c == '[');
        } else if (c == '}' || c == ']') {
            close();
        } else if (Character.isWhitespace(c)) {
            at++;
        } else if (frame.list || frame.inValue) {
            word();
        } else {
            keyOrSeparator(frame, c);
        }
    }

    private void keyOrSeparator(Frame frame, char c) {
        if (c == '=' || c == ':' || c == '+') {
            frame.inValue = c != '+';
            at++;
            return;
        }
        int start = line;
        List<String> key = key();
        if (key.equals(List.of("include")) && frame.key.isEmpty()) {
            include(frame, start);
        } else {
            frame.key = key;
        }
    }

    private void open(Frame frame, boolean list) {
        at++;
        List<String> path = new ArrayList<>(frame.path);
        path.addAll(frame.key);
        // A list's elements have no name, and a block after a value continues that value: ${base} { ... }.
        if (!list && !frame.list && !frame.key.isEmpty()) {
            opened.add(new Opened(List.copyOf(path), line));
        }
        frame.inValue = true;
        // The root's own braces, if it has any, are no level.
        frames.push(new Frame(frame.list ? List.of("[]") : List.copyOf(path), list, line));
    }

    private void close() {
        at++;
        if (frames.size() > 1) {
            frames.pop();
        }
    }

    /** A path such as {@code a."b.c".d}, up to whatever ends a key. */
    private List<String> key() {
        List<String> parts = new ArrayList<>();
        StringBuilder part = new StringBuilder();
        while (at < text.length() && "{}[]=:+,#\n\t\r ".indexOf(text.charAt(at)) < 0) {
            char c = text.charAt(at);
            if (c == '"') {
                part.append(quoted());
            } else {
                at++;
                if (c == '.') {
                    parts.add(part.toString());
                    part.setLength(0);
                } else {
                    part.append(c);
                }
            }
        }
        parts.add(part.toString());
        return parts;
    }

    private void include(Frame frame, int start) {
        int end = text.indexOf('\n', at);
        int quote = text.indexOf('"', at);
        if (quote < 0 || (end >= 0 && quote > end)) {
            return;
        }
        String before = text.substring(at, quote);
        at = quote;
        String name = quoted();
        if (!before.contains("url(") && !before.contains("classpath(")) {
            includes.add(new Include(frame.path, name, before.contains("required("), start));
        }
        frame.inValue = true;
    }

    private void word() {
        if (text.charAt(at) == '"') {
            quoted();
        } else {
            at++;
        }
    }

    /** The text between quotes, plain or triple; leaves {@link #at} behind them. */
    private String quoted() {
        if (text.startsWith("\"\"\"", at)) {
            int start = at + 3;
            int end = text.indexOf("\"\"\"", start);
            at = end < 0 ? text.length() : end + 3;
            String inside = text.substring(Math.min(start, text.length()), end < 0 ? text.length() : end);
            line += (int) inside.chars().filter(c -> c == '\n').count();
            return inside;
        }
        StringBuilder inside = new StringBuilder();
        at++;
        while (at < text.length() && text.charAt(at) != '"' && text.charAt(at) != '\n') {
            if (text.charAt(at) == '\\' && at + 1 < text.length()) {
                at++;
            }
            inside.append(text.charAt(at++));
        }
        at++;
        return inside.toString();
    }

    private void skipTo(char end) {
        while (at < text.length() && text.charAt(at) != end) {
            at++;
        }
    }

    private Frame top() {
        @Nullable Frame frame = frames.peek();
        return frame == null ? new Frame(List.of(), false, 0) : frame;
    }
}
