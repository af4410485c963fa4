package dev.muster.supervisor.cli.top;

import java.util.Optional;

/** Characters of a terminal to keys: the sequences of arrows and the like are the same on all that are in use. One thread. */
final class KeyDecoder {
    private static final int ESC = 27;
    private static final int DELETE = 127;

    private enum State {
        GROUND,
        ESCAPED,
        SEQUENCE,
        /** The one letter behind ESC O, which some terminals send instead. */
        SHIFTED
    }

    private State state = State.GROUND;
    private final StringBuilder parameters = new StringBuilder();

    /** Whether what came so far is the beginning of more, or the key Escape if nothing follows soon. */
    boolean isPending() {
        return state != State.GROUND;
    }

    /** The next character; empty while a key is incomplete. */
    Optional<Key> next(int c) {
        return switch (state) {
            case GROUND -> ground(c);
            case ESCAPED -> escaped(c);
            case SEQUENCE -> sequence(c);
            case SHIFTED -> complete(letter(c));
        };
    }

    /** Nothing followed. */
    Optional<Key> silence() {
        boolean alone = state == State.ESCAPED;
        state = State.GROUND;
        return alone ? Optional.of(Key.of(Key.Kind.ESCAPE)) : Optional.empty();
    }

    private Optional<Key> ground(int c) {
        if (c == ESC) {
            state = State.ESCAPED;
            return Optional.empty();
        }
        return Optional.of(
                switch (c) {
                    case '\r', '\n' -> Key.of(Key.Kind.ENTER);
                    case '\b', DELETE -> Key.of(Key.Kind.BACKSPACE);
                    case 3 -> Key.of(Key.Kind.INTERRUPT);
                    default -> c < ' ' ? Key.of(Key.Kind.OTHER) : Key.character((char) c);
                });
    }

    private Optional<Key> escaped(int c) {
        if (c == '[') {
            parameters.setLength(0);
            state = State.SEQUENCE;
            return Optional.empty();
        } else if (c == 'O') {
            state = State.SHIFTED;
            return Optional.empty();
        } else if (c == ESC) {
            return Optional.of(Key.of(Key.Kind.ESCAPE));
        }
        return complete(Key.Kind.OTHER); // with Alt
    }

    private Optional<Key> sequence(int c) {
        if (c >= 0x20 && c < 0x40) {
            parameters.append((char) c);
            return Optional.empty();
        }
        return complete(c == '~' ? numbered() : letter(c));
    }

    private Optional<Key> complete(Key.Kind kind) {
        state = State.GROUND;
        return Optional.of(Key.of(kind));
    }

    private static Key.Kind letter(int c) {
        return switch (c) {
            case 'A' -> Key.Kind.UP;
            case 'B' -> Key.Kind.DOWN;
            case 'H' -> Key.Kind.HOME;
            case 'F' -> Key.Kind.END;
            default -> Key.Kind.OTHER;
        };
    }

    private Key.Kind numbered() {
        return switch (parameters.toString()) {
            case "1", "7" -> Key.Kind.HOME;
            case "4", "8" -> Key.Kind.END;
            case "5" -> Key.Kind.PAGE_UP;
            case "6" -> Key.Kind.PAGE_DOWN;
            default -> Key.Kind.OTHER;
        };
    }
}
