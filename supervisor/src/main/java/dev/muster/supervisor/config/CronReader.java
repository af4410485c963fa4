package dev.muster.supervisor.config;

import com.typesafe.config.ConfigValue;
import dev.muster.queue.QueueLocation;
import dev.muster.supervisor.spec.CronSpec;
import dev.muster.supervisor.spec.CronSpec.Misfire;
import dev.muster.supervisor.spec.CronSpec.Priority;
import dev.muster.supervisor.spec.QueueSpec;
import dev.muster.wire.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;

/** {@code cron { NAME { schedule, queue, ... } }}: a job that is put at times. */
final class CronReader {

    /** It is handed to a process in its environment, of which a variable may have 128 KiB. */
    private static final int MOST_PAYLOAD = 64 << 10;

    private static final Duration MOST_JITTER = Duration.ofDays(1);
    private static final String ENGINE = "chronicle";
    private static final String KEY = "schedule";

    private CronReader() {}

    static CronSpec read(String name, Block block, Map<String, QueueSpec> queues) {
        ZoneId zone = ScheduleReader.zone(block);
        Optional<String> line = block.text(KEY);
        if (line.isEmpty()) {
            block.wrong(KEY, ScheduleReader.FORM);
        } else {
            ScheduleReader.check(block, KEY, line.get(), zone);
        }
        return new CronSpec(
                name,
                line.orElse(""),
                zone.getId(),
                queue(block, queues),
                block.text("type").filter(type -> !type.isEmpty()),
                payload(block),
                Scalar.choice(block, "priority", Priority.class, Priority.NORMAL),
                Scalar.choice(block, "misfire", Misfire.class, Misfire.SKIP),
                block.value("jitter").isPresent()
                        ? Scalar.duration(block, "jitter", Duration.ZERO, MOST_JITTER)
                        : Duration.ZERO);
    }

    private static String queue(Block block, Map<String, QueueSpec> queues) {
        String name = block.text("queue").orElse("");
        QueueSpec queue = queues.get(name);
        if (queue == null) {
            block.wrong(
                    "queue",
                    name.isEmpty()
                            ? "must name the queue that the job is put into"
                            : "no queue \"" + name + "\" is defined under muster.queues; "
                                    + DidYouMean.among(queues.keySet(), name));
        } else if (!ENGINE.equals(QueueLocation.of(queue.url()).scheme())) {
            block.wrong(
                    "queue",
                    "must be a queue of this host (chronicle:), for others do not know which times had their job");
        }
        return name;
    }

    private static Object payload(Block block) {
        Optional<ConfigValue> value = block.value("payload");
        Object payload =
                value.isPresent() ? ServiceReader.withoutNulls(value.get().unwrapped()) : Map.of();
        int bytes = Json.write(payload).getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MOST_PAYLOAD) {
            block.wrong(
                    "payload",
                    "must have at most 64 KiB as JSON, not " + bytes + " bytes; put a path or an id instead");
        }
        return payload;
    }
}
