package dev.muster.supervisor.cli.top;

/**
 * A key that was pressed. Immutable.
 *
 * @param character of a {@link Kind#CHARACTER}, 0 otherwise
 */
record Key(Kind kind, char character) {

    enum Kind {
        UP,
        DOWN,
        PAGE_UP,
        PAGE_DOWN,
        HOME,
        END,
        ENTER,
        ESCAPE,
        BACKSPACE,
        /** Ctrl-C, and the end of the input. */
        INTERRUPT,
        CHARACTER,
        /** Nothing is done at it. */
        OTHER
    }

    static Key of(Kind kind) {
        return new Key(kind, '\0');
    }

    static Key character(char character) {
        return new Key(Kind.CHARACTER, character);
    }
}
