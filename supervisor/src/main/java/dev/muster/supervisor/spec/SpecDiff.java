package dev.muster.supervisor.spec;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is different between two specifications of one service, key by key. Thread-safe. */
public final class SpecDiff {

    private static final int LONG = 100;

    private SpecDiff() {}

    /** The changes in the order of the keys; empty exactly when the two are equal but for the service's name. */
    public static List<Change> between(ServiceSpec before, ServiceSpec after) {
        if (before.equals(after)) {
            return List.of();
        }
        Map<String, SpecTree.Leaf> old = leaves(before);
        Map<String, SpecTree.Leaf> now = leaves(after);
        Set<String> keys = new LinkedHashSet<>(now.keySet());
        keys.addAll(old.keySet());
        List<Change> changes = new ArrayList<>();
        for (String key : keys) {
            SpecTree.@Nullable Leaf was = old.get(key);
            SpecTree.@Nullable Leaf is = now.get(key);
            if (was == null && is != null) {
                changes.add(new Change(key, is.kind(), "unset -> " + text(is)));
            } else if (was != null && is == null) {
                changes.add(new Change(key, was.kind(), text(was) + " -> unset"));
            } else if (was != null && is != null && !was.value().equals(is.value())) {
                changes.add(new Change(key, is.kind(), text(was, is)));
            }
        }
        return List.copyOf(changes);
    }

    private static Map<String, SpecTree.Leaf> leaves(ServiceSpec spec) {
        Map<String, SpecTree.Leaf> leaves = new LinkedHashMap<>();
        collect("", SpecTree.of(spec), leaves);
        leaves.remove("name");
        return leaves;
    }

    private static void collect(String prefix, Map<?, ?> tree, Map<String, SpecTree.Leaf> into) {
        tree.forEach((key, node) -> {
            String path = prefix + key;
            if (node instanceof SpecTree.Leaf leaf) {
                into.put(path, leaf);
            } else if (node instanceof Map<?, ?> inner) {
                collect(path + ".", inner, into);
            }
        });
    }

    private static String text(SpecTree.Leaf was, SpecTree.Leaf is) {
        String before = text(was);
        String after = text(is);
        if (before.equals(after)) {
            return "changed (hidden)";
        }
        boolean lists = was.shown() instanceof List && is.shown() instanceof List;
        return lists && before.length() + after.length() > LONG
                ? elements((List<?>) was.shown(), (List<?>) is.shown())
                : before + " -> " + after;
    }

    /** Of two long lists, only what came and what went. */
    private static String elements(List<?> before, List<?> after) {
        List<String> parts = new ArrayList<>();
        before.stream().filter(element -> !after.contains(element)).forEach(element -> parts.add("-" + element));
        after.stream().filter(element -> !before.contains(element)).forEach(element -> parts.add("+" + element));
        return parts.isEmpty() ? "another order" : String.join(" ", parts);
    }

    private static String text(SpecTree.Leaf leaf) {
        return leaf.shown().toString();
    }
}
