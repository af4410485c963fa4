package dev.muster.supervisor.migrate;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A command line of a unit: no shell, but quotes, prefixes and variables (systemd.service(5), "Command lines"). Immutable.
 *
 * @param words as systemd would split them, with {@code $} as it stands
 * @param variables whether systemd would put in variables
 */
record ExecLine(List<String> words, boolean variables) {
    private static final String PREFIXES = "@-:+!";
    private static final Pattern VARIABLE = Pattern.compile("(?<!\\$)(?:\\$\\$)*\\$(?:\\{[A-Za-z_]|[A-Za-z_])");

    static ExecLine parse(String text, Specifiers specifiers, Draft draft) {
        int prefixes = 0;
        while (prefixes < text.length() && PREFIXES.indexOf(text.charAt(prefixes)) >= 0) {
            prefixes++;
        }
        String prefix = text.substring(0, prefixes);
        List<String> words = new ArrayList<>();
        for (String word : Words.split(specifiers.expand(text.substring(prefixes)))) {
            words.add(word);
        }
        if (prefix.indexOf('@') >= 0 && words.size() > 1) {
            draft.remark("ExecStart = " + text + ": its own name for itself, " + words.remove(1));
        }
        if (prefix.indexOf('-') >= 0) {
            draft.remark("ExecStart = " + text + ": its failure is one here");
        }
        if (prefix.indexOf('+') >= 0 || prefix.indexOf('!') >= 0) {
            draft.remark("ExecStart = " + text + ": it runs as the service's user");
        }
        if (words.isEmpty()) {
            words.add("true");
        }
        return new ExecLine(List.copyOf(words), prefix.indexOf(':') < 0);
    }

    /** What is executed; by a shell only when there are variables. */
    List<String> command() {
        boolean shell = variables
                && words.stream().anyMatch(word -> VARIABLE.matcher(word).find());
        return shell
                ? List.of("sh", "-c", "exec " + shell())
                : words.stream().map(this::plain).toList();
    }

    /** The same as a shell's line. */
    String shell() {
        return words.stream().map(this::shellWord).collect(Collectors.joining(" "));
    }

    private String plain(String word) {
        return variables ? word.replace("$$", "$") : word;
    }

    /** {@code $NAME} as a word of its own is split at blanks, anything else is not. */
    private String shellWord(String word) {
        if (!variables || !VARIABLE.matcher(word).find()) {
            return Words.quoted(plain(word));
        } else if (word.matches("\\$[A-Za-z_][A-Za-z0-9_]*")) {
            return word;
        }
        return '"'
                + word.replace("\\", "\\\\")
                        .replace("\"", "\\\"")
                        .replace("`", "\\`")
                        .replace("$$", "\\$")
                + '"';
    }
}
