package dev.muster.supervisor.config;

import com.typesafe.config.ConfigValue;
import dev.muster.supervisor.spec.Attributes;
import dev.muster.supervisor.spec.ResourceLimit;
import dev.muster.supervisor.spec.Resources;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** {@code group} and the block {@code limits} of a service. */
final class LimitsReader {

    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]*|[0-9]{1,9}");
    private static final Pattern UMASK = Pattern.compile("0?[0-7]{3}");

    private static final Predicate<String> CPU =
            Pattern.compile("[1-9][0-9]{0,5}%").asMatchPredicate();
    private static final long LEAST_MEMORY = 1L << 20;
    private static final long MOST_MEMORY = 16L << 40;
    private static final int MOST_TASKS = 1 << 22;

    private LimitsReader() {}

    static Attributes read(Block service, Optional<String> user) {
        Block block = service.block("limits");
        List.of("memory-max", "cpu-max", "tasks-max").forEach(block::value); // known keys; they belong to the policy
        Attributes attributes = new Attributes(
                user,
                group(service),
                rlimits(block),
                number(block, "nice", -20, 19),
                number(block, "oom-score", -1000, 1000),
                umask(block),
                cgroup(block));
        block.finish();
        return attributes;
    }

    private static Optional<String> group(Block service) {
        Optional<String> group = service.text("group");
        if (group.isPresent() && !NAME.matcher(group.get()).matches()) {
            service.wrong("group", "must be the name or the number of a group, not \"" + group.get() + "\"");
        }
        return group;
    }

    private static Map<String, String> rlimits(Block block) {
        Map<String, String> rlimits = new LinkedHashMap<>();
        ResourceLimit.resources().forEach((name, bytes) -> block.text(name).ifPresent(text -> {
            try {
                ResourceLimit.parse(text, bytes);
                rlimits.put(name, text.strip());
            } catch (IllegalArgumentException e) {
                block.wrong(name, String.valueOf(e.getMessage()));
            }
        }));
        return rlimits;
    }

    private static Optional<Integer> number(Block block, String key, int min, int max) {
        return block.value(key).map(given -> Scalar.count(block, key, min, max));
    }

    /** A number without quotes has lost its leading zeros already, which takes nothing from it. */
    private static Optional<String> umask(Block block) {
        Optional<ConfigValue> value = block.value("umask");
        Optional<String> text =
                value.flatMap(Scalar::text).map(mask -> "0".repeat(Math.max(0, 3 - mask.length())) + mask);
        if (value.isPresent()
                && text.filter(mask -> UMASK.matcher(mask).matches()).isEmpty()) {
            block.wrong("umask", "must be three octal digits such as 027, not " + Block.shown(value.get()));
            return Optional.empty();
        }
        return text;
    }

    /** Whoever is bounded has one, unless the file says otherwise. */
    private static Optional<Boolean> cgroup(Block block) {
        if (block.value("cgroup").isPresent()) {
            boolean wanted = Scalar.yesOrNo(block, "cgroup");
            List.of("cpu-max", "tasks-max").forEach(key -> {
                if (!wanted && block.value(key).isPresent()) {
                    block.wrong(key, "needs a cgroup; remove cgroup = false, or this");
                }
            });
            return Optional.of(wanted);
        }
        boolean bounded = Stream.of("memory-max", "cpu-max", "tasks-max")
                .anyMatch(key -> block.value(key).isPresent());
        return bounded ? Optional.of(true) : Optional.empty();
    }

    /** What a running worker may take. */
    static Resources resources(Block service) {
        Block block = service.block("limits");
        return new Resources(
                block.value("memory-max").map(given -> Scalar.size(block, "memory-max", LEAST_MEMORY, MOST_MEMORY)),
                cpuMax(block),
                block.value("tasks-max").map(given -> Scalar.count(block, "tasks-max", 1, MOST_TASKS)));
    }

    private static Optional<String> cpuMax(Block block) {
        Optional<ConfigValue> value = block.value("cpu-max");
        Optional<String> text = value.flatMap(Scalar::text);
        if (value.isPresent() && text.filter(CPU).isEmpty()) {
            block.wrong(
                    "cpu-max",
                    "must be a share of one processor such as 50%, or 150% for one and a half, not "
                            + Block.shown(value.get()));
            return Optional.empty();
        }
        return text;
    }
}
