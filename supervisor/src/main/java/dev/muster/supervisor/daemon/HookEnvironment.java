package dev.muster.supervisor.daemon;

import dev.muster.supervisor.event.Event;
import dev.muster.wire.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** An event as the environment of a hook: {@code MUSTER_EVENT}, {@code MUSTER_EVENT_WORKER}, {@code MUSTER_EVENT_JSON}. Pure. */
final class HookEnvironment {
    private static final String PREFIX = "MUSTER_EVENT";
    private static final List<String> PASSED_ON = List.of("PATH", "HOME", "USER", "LOGNAME", "LANG", "LC_ALL", "TZ");
    private static final String USUAL_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private HookEnvironment() {}

    /** @param own the master's, of which a little is passed on */
    static Map<String, String> of(Event event, Map<String, String> own) {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("PATH", USUAL_PATH);
        PASSED_ON.stream().filter(own::containsKey).forEach(name -> variables.put(name, own.getOrDefault(name, "")));
        add(PREFIX, event.fields(), variables);
        variables.put(PREFIX, event.what());
        variables.put(PREFIX + "_JSON", clean(Json.write(event.fields())));
        return variables;
    }

    private static void add(String prefix, Map<?, ?> fields, Map<String, String> variables) {
        fields.forEach((key, value) -> {
            String name = prefix + "_" + words(String.valueOf(key));
            if (value instanceof Map<?, ?> inner) {
                add(name, inner, variables);
            } else if (value instanceof List<?> list) {
                variables.put(name, clean(list.stream().map(String::valueOf).collect(Collectors.joining(" "))));
            } else if (value != null) {
                variables.put(name, clean(String.valueOf(value)));
            }
        });
    }

    /** {@code uptimeMs} becomes {@code UPTIME_MS}. */
    private static String words(String key) {
        return key.replaceAll("([A-Z])", "_$1").toUpperCase(Locale.ROOT);
    }

    /** A variable cannot have a NUL, and the kernel takes 128 KiB of one. */
    private static String clean(String text) {
        String whole = text.replace('\0', ' ');
        int most = 1 << 15;
        return whole.length() <= most ? whole : whole.substring(0, most);
    }
}
