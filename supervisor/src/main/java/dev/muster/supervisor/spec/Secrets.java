package dev.muster.supervisor.spec;

import java.util.regex.Pattern;

/** Recognises what should not be shown: by its name, because a value tells nothing. */
final class Secrets {

    static final String HIDDEN = "***";

    private static final String WORDS =
            "pass(word|wd|phrase)?|pwd|secret|token|credentials?|(api|private|access|signing|encryption)[-_.]?key";

    /** The words count from a word's start, so that "tokenizer" is one but "compass" is none. */
    private static final Pattern NAME =
            Pattern.compile("(^|[-_.]|(?<=[a-z])(?=[A-Z]))(?i:" + WORDS + ")", Pattern.UNICODE_CHARACTER_CLASS);

    private static final Pattern ARGUMENT = Pattern.compile("(?<name>-{0,2}[A-Za-z][\\w.-]*)=.+", Pattern.DOTALL);
    private static final Pattern URL_LOGIN = Pattern.compile("(://[^/@:\\s]*):[^/@\\s]+@");

    private Secrets() {}

    static boolean isSecret(String name) {
        return NAME.matcher(name).find();
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
