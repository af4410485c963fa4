package dev.muster.supervisor.config;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import dev.muster.queue.QueueLocation;
import dev.muster.supervisor.spec.CronSpec;
import dev.muster.supervisor.spec.FleetSpec;
import dev.muster.supervisor.spec.Hook;
import dev.muster.supervisor.spec.QueueSpec;
import dev.muster.supervisor.spec.ServiceSpec;
import dev.muster.supervisor.spec.Storage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The {@code muster { ... }} block. */
final class FleetReader {

    static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]*");

    private static final Pattern URL = Pattern.compile("[a-z][a-z0-9+.-]*:.+");
    private static final long MOST_BACKLOG = 1_000_000_000_000L;

    /** Of max-bytes: a few segments have to fit. */
    private static final long LEAST_BYTES = 32L << 20;

    private final Surroundings surroundings;
    private final Problems problems;

    FleetReader(Surroundings surroundings, Problems problems) {
        this.surroundings = surroundings;
        this.problems = problems;
    }

    FleetSpec read(ConfigObject root) {
        ConfigObject object = root.get("muster") instanceof ConfigObject muster
                ? muster
                : ConfigFactory.empty().root();
        Block muster = Block.of(object, "muster", "muster", problems);
        String name = muster.text("name").orElse("");
        checkName(muster, "name", name);
        Block defaults = muster.block("defaults");
        ConfigObject serviceDefaults = defaults.object("service");
        ConfigObject queueDefaults = defaults.object("queue");
        defaults.finish();
        Map<String, QueueSpec> queues = queues(muster, queueDefaults);
        Map<String, ServiceSpec> services = services(root, muster, serviceDefaults, queues);
        List<Hook> hooks = new HookReader(surroundings, services.keySet()).read(muster);
        Map<String, CronSpec> crons = crons(muster, queues);
        muster.finish();
        return new FleetSpec(name, queues, services, hooks, crons);
    }

    private Map<String, QueueSpec> queues(Block muster, ConfigObject defaults) {
        Map<String, QueueSpec> queues = new LinkedHashMap<>();
        blocks(muster, "queues", defaults, "muster.defaults.queue").forEach((name, block) -> {
            queues.put(name, queue(block, name));
            block.finish();
        });
        return queues;
    }

    private QueueSpec queue(Block block, String name) {
        String url = block.text("url")
                .orElseGet(() -> QueueLocation.url(
                        "chronicle", surroundings.home().queues().resolve(name)));
        if (!URL.matcher(url).matches() || (url.startsWith("chronicle:") && !url.startsWith("chronicle:/"))) {
            block.wrong(
                    "url", "must be scheme:place such as chronicle:/var/lib/muster/queues/" + name + ", not " + url);
        }
        long maxBacklog = Scalar.whole(block, "max-backlog", 1, MOST_BACKLOG);
        return new QueueSpec(
                name,
                url,
                maxBacklog,
                Scalar.choice(block, "on-full", QueueSpec.OnFull.class, QueueSpec.OnFull.REJECT),
                JobPolicyReader.limits(block),
                storage(block),
                JobPolicyReader.retries(block.block("retry")),
                JobPolicyReader.crashes(block.block("crashes")));
    }

    private static Storage storage(Block block) {
        return new Storage(
                Scalar.choice(block, "durability", Storage.Durability.class, Storage.Durability.OS),
                size(block, "min-free", 0),
                size(block, "max-bytes", LEAST_BYTES));
    }

    private static Optional<Long> size(Block block, String key, long min) {
        return block.value(key).map(given -> Scalar.size(block, key, min, Long.MAX_VALUE));
    }

    private Map<String, ServiceSpec> services(
            ConfigObject root, Block muster, ConfigObject defaults, Map<String, QueueSpec> queues) {
        ServiceReader reader = new ServiceReader(surroundings, queues);
        Map<String, ServiceSpec> services = new LinkedHashMap<>();
        // An empty or half-written file must not read as the wish to stop everything; "services {}" may.
        if (muster.value("services").isEmpty()) {
            problems.inMainFile("muster.services", "missing; " + missing(root));
        }
        Map<String, Block> blocks = blocks(muster, "services", defaults, "muster.defaults.service");
        blocks.forEach((name, block) -> {
            services.put(name, reader.read(name, block));
            block.finish();
        });
        new TiesCheck(services, blocks).run();
        return services;
    }

    private Map<String, CronSpec> crons(Block muster, Map<String, QueueSpec> queues) {
        Map<String, CronSpec> crons = new LinkedHashMap<>();
        blocks(muster, "cron", ConfigFactory.empty().root(), "muster.cron").forEach((name, block) -> {
            crons.put(name, CronReader.read(name, block, queues));
            block.finish();
        });
        return crons;
    }

    private static String missing(ConfigObject root) {
        List<String> others = root.keySet().stream()
                .filter(key -> !key.equals("muster"))
                .sorted()
                .toList();
        return others.stream()
                .filter(key -> DidYouMean.distance(key, "muster") <= 2)
                .findFirst()
                .map(key -> "did you mean \"muster\" where the file has \"" + key + "\"?")
                .orElse("a fleet is defined by a block muster { services { ... } }");
    }

    /** The blocks of a kind that have a proper name, each above its defaults. */
    private Map<String, Block> blocks(Block muster, String kind, ConfigObject defaults, String defaultsPath) {
        Map<String, Block> blocks = new LinkedHashMap<>();
        for (Map.Entry<String, ConfigValue> entry : inOrderOfFile(muster.object(kind))) {
            String name = entry.getKey();
            ConfigValue value = entry.getValue();
            String path = "muster." + kind + "." + name;
            if (!NAME.matcher(name).matches()) {
                problems.at(value.origin(), muster.origin(), path, nameRule(name));
            } else if (value instanceof ConfigObject own) {
                Block.Where where = new Block.Where(path, defaultsPath, "muster." + kind + ".*");
                blocks.put(name, Block.over(own, defaults, where, problems));
            } else {
                problems.at(
                        value.origin(), muster.origin(), path, "must be a block { ... }, not " + Block.shown(value));
            }
        }
        return blocks;
    }

    private static void checkName(Block block, String key, String name) {
        if (!NAME.matcher(name).matches()) {
            block.wrong(key, nameRule(name));
        }
    }

    private static String nameRule(String name) {
        return "a name is a lower-case letter, then lower-case letters, digits and hyphens, not \"" + name + "\"";
    }

    /** The library keeps no order; lines tell it, and what was included stands before the file that includes it. */
    private List<Map.Entry<String, ConfigValue>> inOrderOfFile(ConfigObject object) {
        String main = surroundings.file().toString();
        List<Map.Entry<String, ConfigValue>> entries = new ArrayList<>(object.entrySet());
        entries.sort(Comparator.comparing((Map.Entry<String, ConfigValue> entry) -> main.equals(file(entry)))
                .thenComparing(FleetReader::file)
                .thenComparing(entry -> entry.getValue().origin().lineNumber())
                .thenComparing(Map.Entry::getKey));
        return entries;
    }

    private static String file(Map.Entry<String, ConfigValue> entry) {
        String file = entry.getValue().origin().filename();
        return file == null ? "" : file;
    }
}
