package dev.muster.supervisor.process;

import java.util.stream.Collectors;

/** Makes one harmless line of what a program wrote. Thread-safe. */
public final class PlainLine {

    private PlainLine() {}

    /** What a terminal, a log or a reader of one could take for more than text is replaced: control and format characters. */
    public static String of(String text) {
        return text.lines()
                .map(line -> line.codePoints()
                        .map(PlainLine::harmless)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString()
                        .strip())
                .filter(line -> !line.isEmpty())
                .collect(Collectors.joining(" | "));
    }

    private static int harmless(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> c == '\t' ? ' ' : '?';
            case Character.FORMAT, Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED -> '?';
            default -> c;
        };
    }
}
