package dev.muster.supervisor.cli.top;

/** How a piece of text is painted: the few colours that are readable on light and dark ground. */
enum Tone {
    PLAIN("", false),
    GREEN("32", true),
    YELLOW("33", true),
    RED("31", true),
    CYAN("36", true),
    FAINT("2", false),
    BOLD("1", false),
    REVERSED("7", false);

    static final String RESET = "\u001b[0m";

    private final String code;
    private final boolean colour;

    Tone(String code, boolean colour) {
        this.code = code;
        this.colour = colour;
    }

    /** The sequence that begins it; empty where the look has no such thing. */
    String code(Look look) {
        boolean shown = this != PLAIN && (colour ? look.colour() : look.marks());
        return shown ? "\u001b[" + code + "m" : "";
    }
}
