package dev.muster.supervisor.migrate;

import dev.muster.wire.Json;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One application of PM2 (pm2.keymetrics.io/docs, "Ecosystem File"). Used once. */
final class Pm2App {
    private static final Pattern TIME = Pattern.compile("([0-9]+)\\s*(ms|s|m|h)?");
    private static final Map<String, String> INTERPRETERS = Map.of(
            "js", "node", "mjs", "node", "cjs", "node", "ts", "bun", "py", "python3", "rb", "ruby", "sh", "bash", "pl",
            "perl", "php", "php");
    private static final Set<String> MEANINGLESS = Set.of(
            "vizion",
            "pmx",
            "automation",
            "treekill",
            "source_map_support",
            "disable_source_map_support",
            "force",
            "ignore_watch",
            "watch_options",
            "watch_delay",
            "merge_logs",
            "combine_logs",
            "namespace",
            "instance_var",
            "windowsHide",
            "listen_timeout");

    private final Map<String, Object> keys;
    private final Draft draft;
    private final Path directory;

    Pm2App(Map<String, Object> keys, Draft draft, Path directory) {
        this.keys = keys;
        this.draft = draft;
        this.directory = directory;
    }

    void translate() {
        Path cwd = take("cwd").map(directory::resolve).orElse(directory).normalize();
        draft.set("command", Hocon.list(command(cwd)));
        draft.text("working-directory", cwd.toString());
        instances();
        take("autostart").filter("false"::equals).ifPresent(no -> draft.set("autostart", "false"));
        take("user").or(() -> take("uid")).ifPresent(user -> draft.text("user", user));
        restart();
        // What PM2 sends, and what Node programs listen for.
        draft.set("stop.signal", "INT");
        time("kill_timeout").ifPresent(time -> draft.duration("stop.grace", time));
        logs();
        environment();
        take("exec_mode")
                .filter(mode -> mode.startsWith("cluster"))
                .ifPresent(
                        mode -> draft.remark(
                                "exec_mode = " + mode
                                        + ": workers do not share a listening socket; let each listen on a port of its own (MUSTER_SLOT), or all with SO_REUSEPORT"));
        take("cron_restart")
                .filter(cron -> !cron.equals("0"))
                .ifPresent(cron -> draft.remark(
                        "cron_restart = " + cron + ": `muster restart " + draft.name() + "` in a crontab"));
        take("watch").filter(watch -> !watch.equals("false")).ifPresent(watch -> draft.remark("watch = " + watch));
        keys.keySet().removeAll(MEANINGLESS);
        keys.forEach((key, value) -> draft.remark(key + " = " + (value instanceof String ? value : Json.write(value))));
    }

    private List<String> command(Path cwd) {
        String script = take("script").orElse("");
        String interpreter =
                take("interpreter").or(() -> take("exec_interpreter")).orElse("");
        List<String> words = new ArrayList<>();
        if (script.isEmpty()) {
            draft.remark("it has no script");
        }
        String extension = script.substring(script.lastIndexOf('.') + 1);
        boolean direct = interpreter.equals("none") || (interpreter.isEmpty() && !INTERPRETERS.containsKey(extension));
        if (!direct) {
            words.add(interpreter.isEmpty() ? INTERPRETERS.getOrDefault(extension, "node") : interpreter);
            words.addAll(words("node_args"));
            words.addAll(words("nodeArgs"));
            words.addAll(words("interpreter_args"));
        }
        // A name without a slash may be a program of the PATH; a script is a file.
        words.add(
                direct && script.indexOf('/') < 0
                        ? script
                        : cwd.resolve(script).normalize().toString());
        words.addAll(words("args"));
        return words;
    }

    private List<String> words(String key) {
        Object value = keys.remove(key);
        if (value instanceof List<?> list) {
            return list.stream().map(String::valueOf).toList();
        }
        return value == null ? List.of() : Words.split(String.valueOf(value));
    }

    private void instances() {
        take("instances").ifPresent(text -> {
            int processors = Runtime.getRuntime().availableProcessors();
            int count = text.equals("max") ? 0 : whole("instances", text, 1);
            int workers = count > 0 ? count : Math.max(1, processors + count);
            draft.set("workers", Integer.toString(workers));
            if (count <= 0) {
                draft.remark("instances = " + text + ": it is " + workers + " on this machine of " + processors
                        + " processors");
            }
        });
    }

    private void restart() {
        take("autorestart").filter("false"::equals).ifPresent(no -> draft.set("restart.when", "never"));
        Object codes = keys.remove("stop_exit_codes");
        if (codes != null) {
            List<String> list = codes instanceof List<?> some
                    ? some.stream().map(String::valueOf).toList()
                    : List.of(String.valueOf(codes));
            draft.set("restart.when", "on-failure");
            draft.set("restart.success-codes", Hocon.list(list));
        }
        time("restart_delay").filter(time -> !time.isZero()).ifPresent(draft::pause);
        time("exp_backoff_restart_delay").ifPresent(time -> draft.duration("restart.backoff.initial", time));
        time("min_uptime").ifPresent(time -> draft.duration("restart.backoff.reset-after", time));
        take("max_restarts").ifPresent(text -> draft.limit(whole("max_restarts", text, 16), Duration.ofMinutes(1)));
    }

    private void logs() {
        take("time").filter("true"::equals).ifPresent(yes -> draft.set("logs.format", "text"));
        take("log_type").filter("json"::equals).ifPresent(json -> draft.set("logs.format", "json"));
        take("disable_logs").filter("true"::equals).ifPresent(yes -> draft.text("logs.target", "/dev/null"));
        for (String key : List.of("out_file", "output", "error_file", "error", "log_file", "log")) {
            take(key)
                    .ifPresent(file -> draft.remark(
                            key + " = " + file + ": the logs are in Muster's directory, a file for each worker"));
        }
    }

    private void environment() {
        Object own = keys.remove("env");
        if (own instanceof Map<?, ?> variables) {
            variables.forEach((name, value) ->
                    draft.variable(String.valueOf(name), Hocon.text(value == null ? "" : String.valueOf(value))));
        }
        List<String> others =
                keys.keySet().stream().filter(key -> key.startsWith("env_")).toList();
        for (String key : others) {
            draft.remark(key + ": " + Json.write(keys.remove(key)) + ": put it into a file that includes this one");
        }
    }

    private Optional<String> take(String key) {
        Object value = keys.get(key);
        if (value == null || value instanceof Map<?, ?> || value instanceof List<?>) {
            return Optional.empty();
        }
        keys.remove(key);
        return Optional.of(String.valueOf(value));
    }

    /** Milliseconds, or a number with a unit. */
    private Optional<Duration> time(String key) {
        return take(key).flatMap(text -> {
            Matcher matcher = TIME.matcher(text);
            if (!matcher.matches()) {
                draft.remark(key + " = " + text);
                return Optional.empty();
            }
            long number = Long.parseLong(matcher.group(1));
            String unit = matcher.group(2) == null ? "ms" : matcher.group(2);
            return Optional.of(
                    switch (unit) {
                        case "s" -> Duration.ofSeconds(number);
                        case "m" -> Duration.ofMinutes(number);
                        case "h" -> Duration.ofHours(number);
                        default -> Duration.ofMillis(number);
                    });
        });
    }

    private int whole(String key, String text, int otherwise) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            draft.remark(key + " = " + text + " is no number; taken as " + otherwise);
            return otherwise;
        }
    }
}
