package dev.muster.supervisor.daemon;

import dev.muster.queue.QueueLocation;
import dev.muster.supervisor.cron.CronMain;
import dev.muster.supervisor.cron.CronOrder;
import dev.muster.supervisor.loop.CronPuts.Put;
import dev.muster.supervisor.process.SpawnRequest;
import dev.muster.supervisor.spec.CronSpec;
import dev.muster.supervisor.spec.Home;
import dev.muster.wire.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** From the jobs that are due to the words and variables of the process that puts them. Pure but for the owner of a directory. */
final class CronLaunch {
    private static final Path DIRECTORY = Path.of("/");
    private static final List<String> PASSED_ON = List.of("HOME", "USER", "LOGNAME", "LANG", "LC_ALL", "TZ", "PATH");
    private static final String USUAL_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /** The kernel takes 128 KiB of a variable. */
    private static final int MOST_BYTES = 100 << 10;

    private final Home home;
    private final String self;

    CronLaunch(Home home) {
        this.home = home;
        this.self = System.getProperty("user.name", "");
    }

    /** As whom to do it: whoever makes a file of a queue owns it, and its workers must be able to use it. */
    Optional<String> user(Put put) {
        Path directory = Path.of(QueueLocation.of(put.queue().url()).path());
        Optional<String> owner = put.user();
        if (Files.exists(directory)) {
            try {
                owner = Optional.of(Files.getOwner(directory).getName());
            } catch (IOException e) {
                return owner; // the process will say what is wrong
            }
        }
        return owner.filter(user -> !user.equals(self));
    }

    /** As many processes as it takes. */
    List<List<Put>> portions(List<Put> puts) {
        List<List<Put>> portions = new ArrayList<>();
        int bytes = 0;
        for (Put put : puts) {
            int more = Json.write(item(put)).getBytes(StandardCharsets.UTF_8).length;
            if (portions.isEmpty() || bytes + more > MOST_BYTES) {
                portions.add(new ArrayList<>());
                bytes = 0;
            }
            portions.get(portions.size() - 1).add(put);
            bytes += more;
        }
        return portions;
    }

    SpawnRequest request(Optional<String> user, List<Put> puts, Path output) {
        return new SpawnRequest(
                command(), "muster: cron", environment(user, puts), DIRECTORY, output, output, user, false);
    }

    private List<String> command() {
        JavaRuntime runtime = JavaRuntime.own();
        List<String> words = new ArrayList<>();
        words.add(runtime.java().toString());
        words.addAll(runtime.queueOptions());
        words.addAll(runtime.nativeOptions());
        words.addAll(List.of(
                "-XX:-UsePerfData",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx64m",
                "-Dslf4j.provider=org.slf4j.simple.SimpleServiceProvider",
                "-Dslf4j.internal.verbosity=WARN",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                "-cp",
                home.install().resolve("lib").resolve("muster-supervisor.jar").toString(),
                CronMain.class.getName()));
        return words;
    }

    private static Map<String, String> environment(Optional<String> user, List<Put> puts) {
        Map<String, String> own = System.getenv();
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("PATH", USUAL_PATH);
        for (String name : PASSED_ON) {
            boolean personal = List.of("HOME", "USER", "LOGNAME").contains(name) && user.isPresent();
            if (own.containsKey(name) && !personal) {
                variables.put(name, own.getOrDefault(name, ""));
            }
        }
        List<CronOrder.Item> items = puts.stream().map(CronLaunch::item).toList();
        variables.put(CronOrder.VARIABLE, Json.write(new CronOrder(CronOrder.VERSION, items)));
        return variables;
    }

    private static CronOrder.Item item(Put put) {
        CronSpec cron = put.cron();
        return new CronOrder.Item(
                cron.name(),
                put.queue().name(),
                put.queue().address(),
                cron.type().orElse(""),
                Json.write(cron.payload()),
                cron.priority().name().toLowerCase(Locale.ROOT),
                put.ticks().stream()
                        .map(tick -> new CronOrder.Tick(
                                tick.toString(), cron.readyAt(tick).toString()))
                        .toList());
    }
}
