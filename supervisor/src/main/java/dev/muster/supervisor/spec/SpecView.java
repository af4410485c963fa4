package dev.muster.supervisor.spec;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** A resolved specification for people and for scripts, secrets hidden. Thread-safe. */
public final class SpecView {

    private static final Pattern PLAIN = Pattern.compile("[a-zA-Z][a-zA-Z0-9-]*|[0-9]+[a-zA-Z]{1,3}");

    /** Words that HOCON would not take for a text. */
    private static final List<String> TAKEN = List.of("true", "false", "null", "include");

    private SpecView() {}

    /** Keys as in the configuration: {@code name}, {@code queues}, {@code services}; values ready for JSON. */
    public static Map<String, Object> toMap(FleetSpec fleet) {
        Map<String, Object> map = new LinkedHashMap<>();
        Map<String, Object> queues = new LinkedHashMap<>();
        Map<String, Object> services = new LinkedHashMap<>();
        map.put("name", fleet.name());
        map.put("queues", queues);
        map.put("services", services);
        fleet.queues().forEach((name, queue) -> queues.put(name, unnamed(SpecTree.of(queue))));
        fleet.services().forEach((name, service) -> services.put(name, toMap(service)));
        if (!fleet.hooks().isEmpty()) {
            map.put("on-event", hooks(fleet));
        }
        if (!fleet.crons().isEmpty()) {
            Map<String, Object> crons = new LinkedHashMap<>();
            fleet.crons().forEach((name, cron) -> crons.put(name, unnamed(SpecTree.of(cron))));
            map.put("cron", crons);
        }
        return map;
    }

    /** The keys of one service. */
    public static Map<String, Object> toMap(ServiceSpec service) {
        Map<String, Object> map = unnamed(SpecTree.of(service));
        Map<String, Object> roles = new LinkedHashMap<>();
        service.launch().queues().forEach((role, queue) -> roles.put(role, queue.name()));
        map.put("queues", roles);
        return map;
    }

    /** The keys that are a process's identity. */
    static Map<String, Object> toMap(Launch launch) {
        return plain(SpecTree.of(launch));
    }

    /** As HOCON: where nothing is hidden, loading it gives the same specification again. */
    public static String toText(FleetSpec fleet) {
        StringBuilder text = new StringBuilder("muster {\n  name = " + fleet.name() + "\n");
        fleet.queues().forEach((name, queue) -> block("queues." + name, unnamed(SpecTree.of(queue)), text));
        if (fleet.services().isEmpty()) {
            text.append("\n  services {}\n");
        }
        fleet.services().forEach((name, service) -> block("services." + name, toMap(service), text));
        fleet.crons().forEach((name, cron) -> block("cron." + name, unnamed(SpecTree.of(cron)), text));
        if (!fleet.hooks().isEmpty()) {
            text.append("\n  on-event = ").append(hocon(hooks(fleet))).append('\n');
        }
        return text.append("}\n").toString();
    }

    private static List<Map<String, Object>> hooks(FleetSpec fleet) {
        return fleet.hooks().stream().map(hook -> plain(SpecTree.of(hook))).toList();
    }

    private static void block(String path, Map<String, Object> keys, StringBuilder text) {
        text.append("\n  ").append(path).append(" {\n");
        lines("", keys, text);
        text.append("  }\n");
    }

    private static void lines(String prefix, Map<String, Object> keys, StringBuilder text) {
        keys.forEach((key, value) -> {
            String path = prefix + quoted(key);
            if (value instanceof Map<?, ?> && !path.equals("restart.limit")) {
                lines(path + ".", entries(value), text);
            } else {
                text.append("    ")
                        .append(path)
                        .append(" = ")
                        .append(hocon(value))
                        .append('\n');
            }
        });
    }

    private static String hocon(Object value) {
        if (value instanceof Map<?, ?> map) {
            List<String> pairs = map.entrySet().stream()
                    .map(entry -> quoted(entry.getKey().toString()) + " = " + hocon(entry.getValue()))
                    .toList();
            return "{ " + String.join(", ", pairs) + " }";
        }
        if (value instanceof List<?> list) {
            return "[" + String.join(", ", list.stream().map(SpecView::hocon).toList()) + "]";
        }
        return value instanceof String string ? quoted(string) : value.toString();
    }

    private static String quoted(String text) {
        if (PLAIN.matcher(text).matches() && !TAKEN.contains(text)) {
            return text;
        }
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ') {
                quoted.append(String.format("\\u%04x", (int) c));
            } else {
                quoted.append(c == '"' || c == '\\' ? "\\" : "").append(c);
            }
        }
        return quoted.append('"').toString();
    }

    private static Map<String, Object> unnamed(Map<String, Object> tree) {
        Map<String, Object> map = plain(tree);
        map.remove("name");
        return map;
    }

    private static Map<String, Object> plain(Map<?, ?> tree) {
        Map<String, Object> map = new LinkedHashMap<>();
        tree.forEach((key, node) -> map.put(key.toString(), value(node)));
        return map;
    }

    private static Object value(Object node) {
        if (node instanceof SpecTree.Leaf leaf) {
            return leaf.shown();
        }
        return node instanceof Map<?, ?> inner ? plain(inner) : node;
    }

    private static Map<String, Object> entries(Object map) {
        return map instanceof Map<?, ?> entries ? plain(entries) : Map.of();
    }
}
