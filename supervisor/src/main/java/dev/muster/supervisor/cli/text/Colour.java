package dev.muster.supervisor.cli.text;

/** The few colours that are readable on light and dark ground. */
public enum Colour {
    PLAIN("0"),
    GREEN("32"),
    YELLOW("33"),
    RED("31"),
    BLUE("34"),
    MAGENTA("35"),
    CYAN("36"),
    FAINT("2"),
    BOLD("1");

    private static final String RESET = "\u001b[0m";

    private final String code;

    Colour(String code) {
        this.code = "\u001b[" + code + "m";
    }

    /** The text as it stands, unless colours are wanted. */
    public String paint(String text, boolean coloured) {
        return coloured && this != PLAIN ? code + text + RESET : text;
    }
}
