package dev.muster.supervisor.migrate;

import dev.muster.supervisor.spec.Signals;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One {@code [program:x]} of supervisord. Used once. */
final class SupervisordProgram {
    private static final Pattern EXPANSION = Pattern.compile("%\\(([A-Za-z_0-9]+)\\)([0-9]*)[sd]|%%");
    private static final Pattern SIZE = Pattern.compile("([0-9]+)\\s*([KMG]B)?", Pattern.CASE_INSENSITIVE);
    /** Muster does it: stop and kill reach the whole group, and both streams go into one file. */
    private static final Set<String> SO_ANYWAY = Set.of(
            "stopasgroup",
            "killasgroup",
            "redirect_stderr",
            "stderr_logfile_maxbytes",
            "stderr_logfile_backups",
            "process_name");

    /** With a width and U+E003 it stands for the process's number, until it is known where: no parser on the way knows it. */
    private static final String NUMBER = "\uE002";

    private final Keys keys;
    private final Draft draft;
    private final Map<String, String> known;
    private final int firstNumber;
    private boolean numbered;

    SupervisordProgram(Keys keys, Draft draft, String name, String group, Path here) {
        this.keys = keys;
        this.draft = draft;
        known = Map.of("program_name", name, "group_name", group, "here", here.toString(), "numprocs", "1");
        firstNumber = keys.take("numprocs_start").map(text -> number(text, 0)).orElse(0);
    }

    void translate(String shared) {
        command();
        keys.take("numprocs").ifPresent(text -> draft.set("workers", Integer.toString(number(text, 1))));
        keys.take("directory").ifPresent(this::directory);
        keys.take("user").ifPresent(text -> draft.text("user", text));
        keys.take("autostart").filter(text -> !yes(text)).ifPresent(no -> draft.set("autostart", "false"));
        keys.take("priority").ifPresent(this::priority);
        restart();
        keys.take("stopsignal").ifPresent(this::signal);
        keys.take("stopwaitsecs").ifPresent(text -> draft.duration("stop.grace", Duration.ofSeconds(number(text, 10))));
        logs();
        environment(shared);
        keys.take("environment").ifPresent(this::environment);
        keys.ignore(SO_ANYWAY);
        keys.remarkRest(draft);
    }

    private void command() {
        Optional<String> command = keys.take("command");
        if (command.isEmpty()) {
            draft.remark("it has no command");
            draft.set("command", Hocon.list(List.of("false")));
            return;
        }
        String text = expanded(command.get().replace("\n", " "));
        List<String> words = new ArrayList<>(Words.split(text));
        if (!words.isEmpty() && words.get(0).indexOf('/') > 0) {
            draft.remark("the program " + words.get(0) + ": the path is relative to this file");
        }
        if (numbered) {
            // Only a shell can put the slot's number into a word.
            StringBuilder line = new StringBuilder("exec");
            words.forEach(word -> line.append(' ').append(shellWord(word)));
            draft.set("command", Hocon.list(List.of("sh", "-c", line.toString())));
        } else {
            draft.set("command", Hocon.list(words));
        }
    }

    private void directory(String text) {
        String path = expanded(text);
        if (path.contains(NUMBER)) {
            draft.remark("directory = " + text + ": one directory for all workers");
        } else {
            draft.text("working-directory", path);
        }
    }

    /** The number's place is outside of the quotes. */
    private String shellWord(String word) {
        StringBuilder quoted = new StringBuilder();
        for (String part : word.split("(?<=\uE003)|(?=\uE002)", -1)) {
            if (part.startsWith(NUMBER)) {
                quoted.append(number(part.substring(1, part.length() - 1)));
            } else if (!part.isEmpty()) {
                quoted.append(part.indexOf('\uE000') >= 0 ? '"' + part + '"' : Words.quoted(part));
            }
        }
        return quoted.length() == 0 ? "''" : quoted.toString();
    }

    private String number(String width) {
        int offset = firstNumber - 1;
        String sum = "$((MUSTER_SLOT" + (offset == 0 ? "" : offset < 0 ? " - " + -offset : " + " + offset) + "))";
        return width.isEmpty() ? sum : "$(printf %" + width + "d " + sum + ")";
    }

    /** What is known now is put in; the number of the process is left to a shell, a variable to the reader of the configuration. */
    private String expanded(String text) {
        Matcher matcher = EXPANSION.matcher(text);
        StringBuilder result = new StringBuilder();
        while (matcher.find()) {
            matcher.appendReplacement(result, Matcher.quoteReplacement(expansion(matcher)));
        }
        return matcher.appendTail(result).toString();
    }

    private String expansion(Matcher matcher) {
        String name = matcher.group(1);
        if (name == null) {
            return "%";
        } else if (name.startsWith("ENV_")) {
            return Hocon.reference(name.substring("ENV_".length()));
        } else if (name.equals("process_num")) {
            numbered = true;
            return NUMBER + matcher.group(2) + '\uE003';
        } else if (known.containsKey(name)) {
            return known.get(name);
        }
        draft.remark(matcher.group() + " is left as it stands");
        return matcher.group();
    }

    private void priority(String text) {
        int priority = number(text, 999);
        if (priority >= 0 && priority <= 10_000) {
            draft.set("priority", Integer.toString(priority));
        } else {
            draft.remark("priority = " + text + " (0 to 10000)");
        }
    }

    private void restart() {
        String when = keys.take("autorestart").orElse("unexpected").toLowerCase(Locale.ROOT);
        Optional<String> codes = keys.take("exitcodes");
        if (when.equals("unexpected")) {
            draft.set("restart.when", "on-failure");
            codes.map(text -> List.of(text.split("[,\\s]+")))
                    .ifPresent(list -> draft.set("restart.success-codes", Hocon.list(list)));
        } else if (!yes(when)) {
            draft.set("restart.when", "never");
        }
        keys.take("startsecs")
                .map(text -> number(text, 1))
                .filter(seconds -> seconds > 0)
                .ifPresent(seconds -> draft.duration("restart.backoff.reset-after", Duration.ofSeconds(seconds)));
        keys.take("startretries").ifPresent(text -> draft.limit(number(text, 3), Duration.ofMinutes(1)));
    }

    private void signal(String text) {
        if (Signals.find(text).isPresent()) {
            draft.text("stop.signal", text);
        } else {
            draft.remark("stopsignal = " + text);
        }
    }

    private void logs() {
        Optional<String> out = keys.take("stdout_logfile");
        out.ifPresent(text -> file("stdout_logfile", text));
        if (out.filter(text -> text.startsWith("/dev/") || text.equals("NONE")).isPresent()) {
            keys.ignore(Set.of("stdout_logfile_maxbytes", "stdout_logfile_backups"));
        }
        keys.take("stderr_logfile")
                .filter(text ->
                        !Set.of("NONE", "AUTO", "/dev/stderr", "/dev/fd/2").contains(text))
                .ifPresent(text -> draft.remark("stderr_logfile = " + text
                        + ": both streams are in one log; `muster logs --err` shows this one"));
        keys.take("stderr_logfile");
        keys.take("stdout_logfile_maxbytes").ifPresent(this::maxBytes);
        keys.take("stdout_logfile_backups")
                .ifPresent(text -> draft.set("logs.keep", Integer.toString(number(text, 10))));
    }

    private void file(String key, String text) {
        switch (text) {
            case "/dev/stdout", "/dev/fd/1" -> draft.text("logs.target", "/dev/stdout");
            case "/dev/stderr", "/dev/fd/2" -> draft.text("logs.target", "/dev/stderr");
            case "NONE" -> draft.text("logs.target", "/dev/null");
            case "AUTO" -> {}
            default ->
                draft.remark(key + " = " + text + ": the logs are in Muster's directory, a file for each worker");
        }
    }

    private void maxBytes(String text) {
        Matcher size = SIZE.matcher(text);
        long number = size.matches() ? Long.parseLong(size.group(1)) : 0;
        String unit = number == 0 || size.group(2) == null ? " " : size.group(2).substring(0, 1);
        int power = " KMG".indexOf(unit.toUpperCase(Locale.ROOT));
        long bytes = number << (10 * power);
        if (bytes < 4096) {
            draft.remark("stdout_logfile_maxbytes = " + text);
            return;
        }
        draft.set("logs.max-size", bytes + "B");
        if (bytes > 1L << 30) {
            draft.set("logs.total-max", bytes * 10 + "B");
        }
    }

    /** {@code A="1",B=2}: commas within quotes do not separate. */
    private void environment(String text) {
        Matcher pair = Pattern.compile("([^=,\\s]+)\\s*=\\s*(\"[^\"]*\"|'[^']*'|[^,\\n]*)\\s*,?\\s*")
                .matcher(text);
        while (pair.find()) {
            String value = pair.group(2).strip();
            boolean quoted = value.length() > 1 && "\"'".indexOf(value.charAt(0)) >= 0;
            String plain = expanded(quoted ? value.substring(1, value.length() - 1) : value);
            if (plain.contains(NUMBER)) {
                draft.remark(
                        "environment " + pair.group(1) + " = " + value + ": MUSTER_SLOT tells a worker its number");
            } else {
                draft.variable(pair.group(1), Hocon.text(plain));
            }
        }
    }

    private static boolean yes(String text) {
        return Set.of("true", "yes", "on", "1").contains(text.toLowerCase(Locale.ROOT));
    }

    private int number(String text, int otherwise) {
        try {
            return Integer.parseInt(text.strip());
        } catch (NumberFormatException e) {
            draft.remark(text + " is no number; taken as " + otherwise);
            return otherwise;
        }
    }
}
