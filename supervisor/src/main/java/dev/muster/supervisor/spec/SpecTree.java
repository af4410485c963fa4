package dev.muster.supervisor.spec;

import static java.util.Map.entry;

import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * A specification as the tree of keys that a configuration file would have, built from the records themselves: a component that
 * somebody adds appears in every diff and view without a further line. Nodes are maps, leaves are {@link Leaf}.
 */
final class SpecTree {

    /**
     * One value.
     *
     * @param value to compare
     * @param shown to show: a map, a list, a string, a number or a boolean, without secrets
     * @param kind what a change of it costs
     */
    record Leaf(Object value, Object shown, Change.Kind kind) {}

    /** Components whose key is not their own name with hyphens; the empty key puts a record's keys among those of its owner. */
    private static final Map<String, String> KEYS = Map.ofEntries(
            entry("QueueSpec.limits", ""),
            entry("QueueSpec.storage", ""),
            entry("ServiceSpec.launch", ""),
            entry("ServiceSpec.staff", "workers"),
            entry("ServiceSpec.ties", ""),
            entry("ServiceSpec.policy", ""),
            entry("Launch.program", ""),
            entry("Launch.attributes", ""),
            entry("Launch.watchdog", "liveness.watchdog"),
            entry("Attributes.rlimits", "limits"),
            entry("Attributes.nice", "limits.nice"),
            entry("Attributes.oomScore", "limits.oom-score"),
            entry("Attributes.umask", "limits.umask"),
            entry("Attributes.cgroup", "limits.cgroup"),
            entry("LivenessPolicy.check", ""),
            entry("HealthCheck.probe", ""),
            entry("Probe.check", ""),
            entry("MainClass.jvm", ""),
            entry("Jar.jvm", ""),
            entry("Jvm.home", "java-home"),
            entry("Jvm.options", "jvm-options"),
            entry("Command.argv", "command"),
            entry("ServicePolicy.resources", "limits"),
            entry("ServicePolicy.keepFor", "on-master-death.keep-for"));

    private SpecTree() {}

    static Map<String, Object> of(Record record) {
        Map<String, Object> tree = new LinkedHashMap<>();
        add(tree, record, Change.Kind.LIVE, record instanceof LogPolicy);
        return tree;
    }

    private static void add(Map<String, Object> tree, Record record, Change.Kind kind, boolean sizes) {
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            String owner = record.getClass().getSimpleName() + "." + component.getName();
            String key = KEYS.getOrDefault(owner, hyphens(component.getName()));
            Object value = value(record, component);
            if (value instanceof Staff staff) {
                value = staff.scale().isPresent() ? staff.scale().get() : (Object) staff.count();
            }
            Change.Kind own = value instanceof Launch ? Change.Kind.IDENTITY : kind;
            if (value instanceof Optional<?> optional) {
                if (optional.isEmpty() && !key.equals("limit")) {
                    continue;
                }
                value = optional.isEmpty() ? "unlimited" : optional.get();
            }
            if (key.isEmpty() && value instanceof Record inner) {
                add(tree, inner, own, inner instanceof Storage);
            } else {
                Object node = node(key, value, own, sizes);
                boolean nothing = node.equals(Map.of()) && (value instanceof Record || key.equals("limits"));
                if (!nothing) {
                    put(tree, key, node);
                }
            }
        }
    }

    private static void put(Map<String, Object> tree, String path, Object node) {
        int dot = path.indexOf('.');
        String key = dot < 0 ? path : path.substring(0, dot);
        Object added = dot < 0 ? node : Map.of(path.substring(dot + 1), node);
        tree.merge(key, added, SpecTree::both);
    }

    /** Of a block whose keys are components of several records. */
    private static Object both(Object before, Object more) {
        Map<Object, Object> both = new LinkedHashMap<>();
        for (Object part : List.of(before, more)) {
            if (part instanceof Map<?, ?> keys) {
                both.putAll(keys);
            }
        }
        return both;
    }

    private static Object node(String key, Object value, Change.Kind kind, boolean sizes) {
        if (value instanceof Environment environment) {
            return node(key, environment.all(), kind, sizes);
        }
        if (value instanceof Secret secret) {
            return new Leaf(secret, secret.keys(), kind); // where it is found is none
        }
        if (value instanceof RestartLimit limit) {
            Map<String, Object> shown = new LinkedHashMap<>();
            shown.put("restarts", limit.restarts());
            shown.put("within", Quantity.text(limit.within()));
            return new Leaf(limit, shown, kind); // a leaf, for "unlimited" stands in its place
        }
        if (value instanceof Record record) {
            Map<String, Object> tree = new LinkedHashMap<>();
            boolean inBytes = record instanceof LogPolicy || record instanceof Recycle || record instanceof Resources;
            add(tree, record, kind, inBytes);
            return tree;
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> tree = new LinkedHashMap<>();
            map.forEach((name, inner) -> tree.put(name.toString(), node(name.toString(), inner, kind, false)));
            return tree;
        }
        return new Leaf(value, Secrets.isSecret(key) ? Secrets.HIDDEN : shown(value, sizes), kind);
    }

    private static Object shown(Object value, boolean sizes) {
        if (value instanceof Duration duration) {
            return Quantity.text(duration);
        }
        if (value instanceof Long bytes && sizes) {
            return Quantity.text(bytes);
        }
        if (value instanceof Enum<?> constant) {
            return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
        if (value instanceof Collection<?> elements) {
            return elements(value instanceof List ? elements : new TreeSet<>(elements));
        }
        if (value instanceof Record record) {
            Map<String, Object> shown = new LinkedHashMap<>();
            for (RecordComponent component : record.getClass().getRecordComponents()) {
                shown.put(hyphens(component.getName()), shown(value(record, component), sizes));
            }
            return shown;
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> shown = new LinkedHashMap<>();
            map.forEach((name, inner) -> shown.put(
                    name.toString(), Secrets.isSecret(name.toString()) ? Secrets.HIDDEN : shown(inner, false)));
            return shown;
        }
        return value instanceof String || value instanceof Path ? Secrets.masked(value.toString()) : value;
    }

    private static List<Object> elements(Collection<?> elements) {
        List<Object> shown = new ArrayList<>();
        boolean secret = false;
        for (Object element : elements) {
            shown.add(secret ? Secrets.HIDDEN : shown(element, false));
            secret = element instanceof String argument && Secrets.announcesSecret(argument);
        }
        return shown;
    }

    private static String hyphens(String name) {
        return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    private static Object value(Record record, RecordComponent component) {
        try {
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException broken) {
            throw new IllegalStateException("cannot read " + component + " of " + record.getClass(), broken);
        }
    }
}
