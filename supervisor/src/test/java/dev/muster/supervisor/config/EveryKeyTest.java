package dev.muster.supervisor.config;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import dev.muster.supervisor.spec.FleetSpec;
import dev.muster.supervisor.spec.SpecView;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holds the reader, reference.conf and the example with every key against each other. */
final class EveryKeyTest {

    private static final Path EVERY_KEY = Shipped.CONFIG.resolve("examples/every-key.conf");

    /** Below these, the keys are the user's. */
    private static final Set<String> FREE = Set.of(
            "muster.defaults.service",
            "muster.defaults.queue",
            "muster.services.*.environment",
            "muster.services.*.settings",
            "muster.services.*.queues",
            "muster.cron.*.payload");

    /** What a service may leave out because there is nothing in its place, or because the reader knows better. */
    private static final Set<String> WITHOUT_DEFAULT = Set.of(
            "main",
            "jar",
            "command",
            "classpath",
            "java-home",
            "heap",
            "env-file",
            "working-directory",
            "user",
            "group",
            "limits.as",
            "limits.core",
            "limits.cpu",
            "limits.data",
            "limits.fsize",
            "limits.memlock",
            "limits.msgqueue",
            "limits.nofile",
            "limits.nproc",
            "limits.rtprio",
            "limits.sigpending",
            "limits.stack",
            "limits.nice",
            "limits.oom-score",
            "limits.umask",
            "limits.cgroup",
            "limits.memory-max",
            "limits.cpu-max",
            "limits.tasks-max",
            "after.service",
            "after.condition",
            "start.ready.log",
            "start.ready.tcp",
            "start.ready.http",
            "start.ready.exec",
            "start.ready.period",
            "start.ready.timeout",
            "start.ready.successes",
            "readiness.tcp",
            "readiness.http",
            "readiness.exec",
            "liveness.tcp",
            "liveness.http",
            "liveness.exec",
            "liveness.watchdog",
            "liveness.stalled",
            "logs.target",
            "on-master-death.keep-for",
            "recycle.after-jobs",
            "recycle.max-age",
            "recycle.max-rss",
            "restart.limit.restarts",
            "restart.limit.within",
            "schedule.cron",
            "schedule.zone",
            "schedule.if-running",
            "schedule.misfire",
            "workers.max",
            "workers.min",
            "workers.scale-on.backlog-per-worker",
            "workers.scale-on.cooldown",
            "workers.scale-on.oldest-ready",
            "workers.scale-on.roles");

    private final Shipped shipped;

    EveryKeyTest(@TempDir Path directory) throws IOException {
        shipped = Shipped.in(directory);
    }

    @Test
    void exampleHasExactlyTheKeysThatTheReaderAsksFor() {
        Config example = ConfigFactory.parseFile(EVERY_KEY.toFile()).withoutPath("app");
        SortedSet<String> written = new TreeSet<>();
        collect("", example.getValue("muster").atKey("muster").root(), written);

        assertThat(leaves(written)).isEqualTo(leaves(known()));
    }

    @Test
    void everyKeyOfAServiceHasADefaultOrAReasonToHaveNone() {
        Config reference = ConfigFactory.parseResources("reference.conf").getConfig("muster.defaults");
        SortedSet<String> defaults = new TreeSet<>();
        collect("muster.services.*", reference.getObject("service"), defaults);
        String prefix = "muster.services.*.";

        SortedSet<String> without = leaves(known()).stream()
                .filter(key -> key.startsWith(prefix) && !defaults.contains(key))
                .map(key -> key.substring(prefix.length()))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(without).isEqualTo(new TreeSet<>(WITHOUT_DEFAULT));
        assertThat(known()).containsAll(defaults);
    }

    @Test
    void everyKeyArrivesAtItsPlace() {
        FleetSpec fleet = shipped.load(EVERY_KEY, Map.of("PATH", "/bin", "TZ", "UTC"));

        assertThat(fleet.name()).isEqualTo("shop");
        assertThat(SpecView.toMap(fleet).get("on-event"))
                .isEqualTo(List.of(Map.of(
                        "matches", List.of("failed", "crashed"),
                        "services", List.of("orders"),
                        "command", List.of("/usr/local/bin/page", "--team", "shop"),
                        "timeout", "20s")));
        assertThat(SpecView.toMap(fleet).get("cron"))
                .isEqualTo(Map.of(
                        "dunning",
                        Map.of(
                                "schedule", "0 6 * * mon-fri",
                                "zone", "Europe/Berlin",
                                "queue", "mail",
                                "type", "dunning",
                                "payload", Map.of("level", 2, "to", List.of("a", "b")),
                                "priority", "high",
                                "misfire", "once",
                                "jitter", "10m")));
        assertThat(SpecView.toMap(fleet).get("queues"))
                .isEqualTo(Map.of(
                        "orders",
                        Map.ofEntries(
                                entry("url", "chronicle:/var/lib/shop/orders"),
                                entry("max-backlog", 20_000L),
                                entry("on-full", "block"),
                                entry("max-running", 8),
                                entry("max-run-time", "5m"),
                                entry("run-grace", "20s"),
                                entry("durability", "sync"),
                                entry("min-free", "1GiB"),
                                entry("max-bytes", "20GiB"),
                                entry("retry", retry(5, "500ms", "10m", 3.0, 0.1)),
                                entry("crashes", Map.of("max", 2, "within", "1d"))),
                        "mail",
                        Map.ofEntries(
                                entry("url", "chronicle:/state/queues/mail"),
                                entry("max-backlog", 50_000L),
                                entry("on-full", "reject"),
                                entry("run-grace", "10s"),
                                entry("durability", "os"),
                                entry("retry", retry(25, "1s", "1h", 2.0, 0.2)),
                                entry("crashes", Map.of("max", 3, "within", "3d")))));
        assertThat(SpecView.toMap(fleet.service("orders").orElseThrow())).isEqualTo(orders());
        assertThat(SpecView.toMap(fleet.service("letters").orElseThrow()))
                .containsEntry("workers", Map.of("min", 2, "max", 8, "scale-on", lettersAreScaledOn()));
        assertThat(SpecView.toMap(fleet.service("reports").orElseThrow()))
                .containsEntry("jar", shipped.app() + "/reports.jar")
                .containsEntry("user", "daemon")
                .containsEntry("group", "daemon")
                .containsEntry("limits", limits())
                .extractingByKey("environment", InstanceOfAssertFactories.MAP)
                .containsEntry("HOME", "/usr/sbin")
                .containsEntry("USER", "daemon")
                .containsEntry("LOGNAME", "daemon");
        assertThat(SpecView.toMap(fleet.service("vacuum").orElseThrow()))
                .containsEntry(
                        "schedule",
                        Map.of(
                                "cron", "*/10 2-4 * * mon-fri",
                                "zone", "Europe/Berlin",
                                "if-running", "queue",
                                "misfire", "once"));
        assertThat(SpecView.toMap(fleet.service("proxy").orElseThrow()))
                .containsEntry("command", List.of("/usr/sbin/nginx", "-g", "daemon off;"))
                .containsEntry("start", Map.of("ready", proxyIsReady(), "timeout", "30s"))
                .extractingByKey("logs")
                .hasFieldOrPropertyWithValue("target", "/dev/stdout");
    }

    private Map<String, Object> orders() {
        String app = shipped.app().toString();
        Map<String, Object> process = Map.of(
                "main",
                "com.example.shop.Orders",
                "classpath",
                List.of(app + "/lib/a.jar", app + "/lib/b.jar", app + "/etc"),
                "java-home",
                app + "/jdk",
                "jvm-options",
                List.of("-XX:+ExitOnOutOfMemoryError", "-Xss512k"),
                "heap",
                "256m",
                "working-directory",
                app,
                "environment",
                environment(),
                "settings",
                Map.of("currency", "EUR", "retry", Map.of("times", 3, "pause", "2s")),
                "queues",
                Map.of("in", "orders", "out", "mail"));
        Map<String, Object> ties = Map.of(
                "priority",
                10,
                "after",
                List.of(
                        Map.of("service", "proxy", "condition", "ready"),
                        Map.of("service", "reports", "condition", "started")),
                "strategy",
                "rest-for-one",
                "essential",
                true);
        Map<String, Object> policy = Map.of(
                "workers", 3,
                "warm", 1,
                "autostart", false,
                "restart", restart(),
                "stop", Map.of("signal", "INT", "grace", "1m"),
                "start", Map.of("ready", "notify", "timeout", "2m", "archive", "off"),
                "logs", logs(),
                "on-master-death", Map.of("keep-for", "1h"),
                "recycle", Map.of("after-jobs", 10_000, "max-age", "6h", "max-rss", "800MiB", "jitter", 0.2),
                "rolling", Map.of("max-unavailable", 0, "max-surge", 1, "boot-priority", "normal"));
        Map<String, Object> all = new HashMap<>(process);
        all.putAll(ties);
        all.putAll(health());
        all.putAll(policy);
        return all;
    }

    private static Map<String, Object> lettersAreScaledOn() {
        return Map.of("roles", List.of("work"), "oldest-ready", "10s", "backlog-per-worker", 500L, "cooldown", "1m");
    }

    private static Map<String, Object> limits() {
        return Map.ofEntries(
                entry("as", "8GiB"),
                entry("core", "0:unlimited"),
                entry("cpu", "unlimited"),
                entry("data", "4GiB"),
                entry("fsize", "1GiB"),
                entry("memlock", "64KiB"),
                entry("msgqueue", "800KiB"),
                entry("nofile", "4096:65536"),
                entry("nproc", "512"),
                entry("rtprio", "0"),
                entry("sigpending", "1000"),
                entry("stack", "8MiB:"),
                entry("nice", 5),
                entry("oom-score", 500),
                entry("umask", "027"),
                entry("cgroup", true),
                entry("memory-max", "2GiB"),
                entry("cpu-max", "150%"),
                entry("tasks-max", 512));
    }

    private static Map<String, Object> proxyIsReady() {
        return Map.of("http", "http://localhost/", "period", "200ms", "timeout", "500ms", "successes", 2);
    }

    private static Map<String, Object> health() {
        Map<String, Object> readiness = Map.of(
                "http", "http://127.0.0.1:8080/ready", "period", "5s", "timeout", "2s", "failures", 2, "successes", 2);
        Map<String, Object> liveness = new HashMap<>(Map.of(
                "http", "http://127.0.0.1:8080/live", "period", "20s", "timeout", "3s", "failures", 4, "successes", 2));
        liveness.put("watchdog", "30s");
        liveness.put("stalled", "5m");
        return Map.of("readiness", readiness, "liveness", liveness);
    }

    private static Map<String, Object> environment() {
        return Map.of(
                "PATH", "/bin",
                "DB_HOST", "db.example.com",
                "DB_PASSWORD", "***",
                "API_TOKEN", Map.of("credential", "api.token"),
                "TLS_KEY", Map.of("credential", "tls.key", "as", "path"),
                "GREETING", "hello \\n is not a line",
                "MODE", "production");
    }

    private static Map<String, Object> retry(int attempts, String initial, String max, double factor, double jitter) {
        return Map.of(
                "max-attempts",
                attempts,
                "backoff",
                Map.of("initial", initial, "max", max, "factor", factor, "jitter", jitter));
    }

    private static Map<String, Object> restart() {
        return Map.of(
                "when", "on-failure",
                "success-codes", List.of(0, 42),
                "backoff", Map.of("initial", "200ms", "max", "1m", "factor", 1.5, "jitter", 0.1, "reset-after", "1m"),
                "limit", Map.of("restarts", 5, "within", "10m"),
                "then", "fail");
    }

    private static Map<String, Object> logs() {
        return Map.of(
                "format", "json",
                "max-size", "10MiB",
                "max-age", "1d",
                "keep", 5,
                "compress", false,
                "total-max", "100MiB",
                "journal", true);
    }

    private SortedSet<String> known() {
        Problems problems = new Problems(EVERY_KEY.toString());
        LoadOptions options = new LoadOptions(false, shipped.withApp(Map.of()));
        ConfigLoader.load(shipped.home(EVERY_KEY), options, problems, EVERY_KEY);
        return problems.knownKeys();
    }

    private static void collect(String path, ConfigObject object, Set<String> into) {
        for (Map.Entry<String, ConfigValue> entry : object.entrySet()) {
            boolean named =
                    List.of("muster.services", "muster.queues", "muster.cron").contains(path);
            String key = (path.isEmpty() ? "" : path + ".") + (named ? "*" : entry.getKey());
            if (entry.getValue() instanceof ConfigObject inner && !FREE.contains(key)) {
                collect(key, inner, into);
            } else if (entry.getValue() instanceof ConfigList list
                    && list.stream().anyMatch(ConfigObject.class::isInstance)) {
                list.stream()
                        .filter(ConfigObject.class::isInstance)
                        .forEach(element -> collect(key, (ConfigObject) element, into));
            } else {
                into.add(key);
            }
        }
    }

    /** Those that are no part of a longer one, cut where the user's own keys begin. */
    private static SortedSet<String> leaves(Set<String> keys) {
        SortedSet<String> cut = keys.stream()
                .map(key -> FREE.stream()
                        .filter(free -> key.startsWith(free + "."))
                        .findFirst()
                        .orElse(key))
                .collect(Collectors.toCollection(TreeSet::new));
        return cut.stream()
                .filter(key -> cut.stream().noneMatch(other -> other.startsWith(key + ".")))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
