package dev.muster.supervisor.cli.top;

import org.jline.utils.WCWidth;

/**
 * Text as a terminal shows it: how many columns it takes, and nothing in it that moves the cursor, turns the direction of
 * writing or joins with its neighbours. Pure functions.
 */
final class Glyphs {
    /** More marks on one letter are decoration, and each takes bytes. */
    private static final int MOST_MARKS = 2;

    private Glyphs() {}

    /** The columns of a text that {@link #clean} has been through. */
    static int width(String text) {
        int width = 0;
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            width += WCWidth.wcwidth(text.codePointAt(i));
        }
        return width;
    }

    /** The same text with a question mark for each character that a line cannot show. */
    static String clean(String text, Look look) {
        int plain = 0;
        while (plain < text.length() && text.charAt(plain) >= ' ' && text.charAt(plain) < 0x7f) {
            plain++;
        }
        if (plain == text.length()) {
            return text;
        }
        StringBuilder clean = new StringBuilder(text.length()).append(text, 0, plain);
        int marks = plain == 0 ? MOST_MARKS : 0; // a mark at the start would join what stands before
        for (int i = plain; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            if (c == '\t') {
                clean.append(' ');
                marks = 0;
            } else if (!isShown(c, look)) {
                clean.append('?');
                marks = 0;
            } else if (WCWidth.wcwidth(c) == 0) {
                if (marks++ < MOST_MARKS) {
                    clean.appendCodePoint(c);
                }
            } else {
                clean.appendCodePoint(c);
                marks = 0;
            }
        }
        return clean.toString();
    }

    private static boolean isShown(int c, Look look) {
        if (c > 0x7e && !look.unicode()) {
            return false;
        }
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            // The selectors make the character before them wider, on some terminals.
            default -> WCWidth.wcwidth(c) >= 0 && !(c >= 0xfe00 && c <= 0xfe0f);
        };
    }

    /** As many characters as fit in so many columns. */
    static String cut(String text, int columns) {
        int width = 0;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            width += WCWidth.wcwidth(c);
            if (width > columns) {
                return text.substring(0, i);
            }
            i += Character.charCount(c);
        }
        return text;
    }

    /** The same, and a sign at the end when there was more. */
    static String shorten(String text, int columns, Look look) {
        if (width(text) <= columns) {
            return text;
        }
        return columns <= 0 ? "" : cut(text, columns - 1) + (look.unicode() ? "…" : "~");
    }
}
