package dev.muster.supervisor.config;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import dev.muster.queue.QueueLocation;
import dev.muster.supervisor.spec.QueueSpec;
import dev.muster.supervisor.spec.ScaleOn;
import dev.muster.supervisor.spec.ScalePolicy;
import dev.muster.supervisor.spec.Staff;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** {@code workers}: a number, auto, or the bounds and the rule by which the backlog decides it. */
final class StaffReader {

    private static final String AUTO = "auto";
    private static final long MOST_BACKLOG = 1_000_000_000_000L;
    private static final Duration DAY = Duration.ofDays(1);

    /** What holds where the block says nothing; in the place of the default, a number, it cannot stand in reference.conf. */
    private static final ScaleOn USUAL =
            new ScaleOn(List.of("in"), Duration.ofSeconds(5), 1000, Duration.ofSeconds(30));

    private StaffReader() {}

    static Staff read(Block service, Map<String, QueueSpec> roles) {
        Optional<ConfigValue> value = service.value("workers");
        if (!(value.orElse(null) instanceof ConfigObject)) {
            return Staff.of(count(service, "workers", 0));
        }
        Block block = service.block("workers");
        int min = block.value("min").isPresent() ? Scalar.count(block, "min", 0, ServiceReader.MOST_WORKERS) : 1;
        int max = count(block, "max", 1);
        if (max < min) {
            block.wrong(block.isOwn("max") ? "max" : "min", "max (" + max + ") must not be below min (" + min + ")");
        }
        ScaleOn scaleOn = scaleOn(block.block("scale-on"), roles);
        block.finish();
        return Staff.of(new ScalePolicy(min, Math.max(min, max), scaleOn));
    }

    /** A number, or auto: as many as the machine or container has processors when the file is read. */
    private static int count(Block block, String key, int least) {
        Optional<String> text = block.value(key).flatMap(Scalar::text);
        return text.filter(AUTO::equals).isPresent()
                ? Runtime.getRuntime().availableProcessors()
                : Scalar.count(block, key, least, ServiceReader.MOST_WORKERS);
    }

    private static ScaleOn scaleOn(Block block, Map<String, QueueSpec> roles) {
        ScaleOn scaleOn = new ScaleOn(
                consumed(block, roles),
                duration(block, "oldest-ready", Duration.ofMillis(100), USUAL.oldestReady()),
                block.value("backlog-per-worker").isPresent()
                        ? Scalar.whole(block, "backlog-per-worker", 1, MOST_BACKLOG)
                        : USUAL.backlogPerWorker(),
                duration(block, "cooldown", Duration.ofSeconds(1), USUAL.cooldown()));
        block.finish();
        return scaleOn;
    }

    private static Duration duration(Block block, String key, Duration min, Duration usual) {
        return block.value(key).isPresent() ? Scalar.duration(block, key, min, DAY) : usual;
    }

    private static List<String> consumed(Block block, Map<String, QueueSpec> roles) {
        boolean named = block.value("roles").isPresent();
        List<String> consumed = named ? block.texts("roles", true) : USUAL.roles();
        if (consumed.isEmpty()) {
            block.wrong("roles", "must name at least one role of the service's queues, such as in");
        }
        for (String role : consumed) {
            QueueSpec queue = roles.get(role);
            if (queue == null) {
                unknown(block, named, role, roles);
            } else if (!QueueLocation.of(queue.url()).scheme().equals("chronicle")) {
                String why = "queue \"" + queue.name() + "\" of role \"" + role + "\" is at " + queue.url()
                        + ", whose backlog the master cannot read; only that of a chronicle: queue";
                report(block, named, why);
            }
        }
        return consumed;
    }

    private static void unknown(Block block, boolean named, String role, Map<String, QueueSpec> roles) {
        String none = "the service has no queue as \"" + role + "\"; ";
        if (roles.isEmpty()) {
            report(block, named, none + "set queues { in = ... }, or workers to a number");
        } else {
            String roleNames = String.join(", ", new TreeSet<>(roles.keySet()));
            report(block, named, none + "name the roles by which it consumes in roles (it has: " + roleNames + ")");
        }
    }

    private static void report(Block block, boolean named, String why) {
        if (named) {
            block.wrong("roles", why);
        } else {
            block.wrong(why);
        }
    }
}
