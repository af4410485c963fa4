package dev.muster.supervisor.cli.top;

/** One line of the screen while it is made: it never grows wider than it may. One thread. */
final class Strip {
    private final int columns;
    private final Look look;
    private final Tone ground;
    private final StringBuilder text = new StringBuilder();
    private int used;

    /** @param ground the tone of the whole line, to its end */
    Strip(int columns, Look look, Tone ground) {
        this.columns = columns;
        this.look = look;
        this.ground = ground;
        text.append(ground.code(look));
    }

    static Strip plain(int columns, Look look) {
        return new Strip(columns, look, Tone.PLAIN);
    }

    int left() {
        return columns - used;
    }

    Strip add(String more) {
        return add(Tone.PLAIN, more);
    }

    Strip add(Tone tone, String more) {
        String fitting = Glyphs.shorten(Glyphs.clean(more, look), left(), look);
        used += Glyphs.width(fitting);
        // On a reversed line a colour would be the colour of the ground.
        String code = ground == Tone.PLAIN ? tone.code(look) : "";
        text.append(code).append(fitting).append(code.isEmpty() ? "" : Tone.RESET);
        return this;
    }

    /** In exactly so many columns, as far as the line goes. */
    Strip left(Tone tone, String more, int width) {
        String fitting = fitting(more, width);
        return add(tone, fitting).blanks(width - Glyphs.width(fitting));
    }

    Strip right(Tone tone, String more, int width) {
        String fitting = fitting(more, width);
        return blanks(width - Glyphs.width(fitting)).add(tone, fitting);
    }

    private String fitting(String more, int width) {
        return Glyphs.shorten(Glyphs.clean(more, look), width, look);
    }

    Strip blanks(int count) {
        int fitting = Math.max(0, Math.min(count, left()));
        text.append(" ".repeat(fitting));
        used += fitting;
        return this;
    }

    /** The line; one with a ground of its own is filled to the end. */
    String line() {
        if (ground.code(look).isEmpty()) {
            return text.toString().stripTrailing();
        }
        return blanks(left()).text + Tone.RESET;
    }
}
