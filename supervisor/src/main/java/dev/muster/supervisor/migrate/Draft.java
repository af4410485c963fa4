package dev.muster.supervisor.migrate;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** One service that is being translated: keys in the order in which they were set, and what they cannot say. One thread. */
final class Draft {
    private static final long LONGEST_DAYS = 1;

    private final String name;
    private final Map<String, String> keys = new LinkedHashMap<>();
    private final Map<String, String> environment = new LinkedHashMap<>();
    private final List<String> remarks = new ArrayList<>();

    Draft(String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    List<String> remarks() {
        return remarks;
    }

    /** @param key with dots, such as {@code stop.grace} */
    void set(String key, String hocon) {
        keys.put(key, hocon);
    }

    void text(String key, String text) {
        set(key, Hocon.text(text));
    }

    /** At most a day, which is the most that the configuration takes. */
    void duration(String key, Duration duration) {
        Duration bounded = duration.toDays() < LONGEST_DAYS ? duration : Duration.ofDays(LONGEST_DAYS);
        long millis = bounded.toMillis();
        set(key, millis % 1000 == 0 ? millis / 1000 + "s" : millis + "ms");
    }

    void variable(String variable, String hocon) {
        if (variable.startsWith("MUSTER_") || variable.equals("NOTIFY_SOCKET")) {
            remark("environment variable " + variable + ": Muster sets it itself");
        } else if (!variable.matches("[A-Za-z_][A-Za-z0-9_]*")) {
            remark("environment variable " + variable + ": Muster takes letters, digits and _ only");
        } else {
            environment.put(variable, hocon);
        }
    }

    /** What has no equivalent, or only one that a person has to look at. */
    void remark(String text) {
        remarks.add(text.replaceAll("\\s+", " "));
    }

    /** A restart after a fixed pause. */
    void pause(Duration pause) {
        duration("restart.backoff.initial", pause);
        duration("restart.backoff.max", pause);
        set("restart.backoff.factor", "1");
        set("restart.backoff.jitter", "0");
    }

    void limit(int restarts, Duration within) {
        set("restart.limit.restarts", Integer.toString(Math.max(1, restarts)));
        duration("restart.limit.within", within.toSeconds() < 1 ? Duration.ofSeconds(1) : within);
        set("restart.then", "fail");
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        remarks.forEach(remark -> lines.add("# not imported: " + remark));
        keys.forEach((key, value) -> lines.add(key + " = " + value));
        if (!environment.isEmpty()) {
            lines.add("environment {");
            environment.forEach((variable, value) -> lines.add("  " + variable + " = " + value));
            lines.add("}");
        }
        return lines;
    }

    @Override
    public String toString() {
        return name + lines().stream().collect(Collectors.joining("; ", " { ", " }"));
    }
}
