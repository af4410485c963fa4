package dev.muster.supervisor.spec;

import java.util.regex.Pattern;

/** Recognises what should not be shown: by its name, because a value tells nothing. */
final class Secrets {

    static final String HIDDEN = "***";

    /** The short words only where a word begins, so that PGPASSWORD is one and COMPASS is none. */
    private static final Pattern NAME = Pattern.compile("(?i:password|passwd|passphrase|secret|token|credential)"
            + "|(?i:(api|private|access|signing|encryption)[-_.]?key)"
            + "|(^|[-_.]|(?<=[a-z])(?=[A-Z]))(?i:pass|pwd)");

    private static final Pattern ARGUMENT = Pattern.compile("(?<name>-{0,2}[A-Za-z][\\w.-]*)=.+", Pattern.DOTALL);
    private static final Pattern URL_LOGIN = Pattern.compile("(://[^/@:\\s]*):[^/@\\s]+@");

    private Secrets() {}

    static boolean isSecret(String name) {
        return NAME.matcher(name).find();
    }

    /** Whether an argument, such as {@code --password}, says that the next one is a secret. */
    static boolean announcesSecret(String argument) {
        return argument.startsWith("-") && argument.indexOf('=') < 0 && isSecret(argument);
    }

    /** A text with the passwords of URLs and of {@code --password=x} or {@code -Dtoken=x} taken out. */
    static String masked(String text) {
        var argument = ARGUMENT.matcher(text);
        if (argument.matches() && isSecret(argument.group("name").replaceFirst("^-D", "-"))) {
            return argument.group("name") + "=" + HIDDEN;
        }
        return URL_LOGIN.matcher(text).replaceAll("$1:" + HIDDEN + "@");
    }
}
