package dev.muster.supervisor.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.cron.CronOrder;
import dev.muster.supervisor.loop.CronPuts.Put;
import dev.muster.supervisor.process.SpawnRequest;
import dev.muster.supervisor.spec.CronSpec;
import dev.muster.supervisor.testkit.Sandbox;
import dev.muster.wire.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The words and variables of the process that puts the jobs of crons. */
final class CronLaunchTest {
    private static final Instant TICK = Instant.parse("2026-01-01T03:00:00Z");

    private final Path queue;
    private final Sandbox sandbox;
    private final CronLaunch launch;

    CronLaunchTest(@TempDir Path directory) {
        queue = directory.resolve("reports");
        sandbox = new Sandbox(directory);
        launch = new CronLaunch(sandbox.home());
    }

    private Put put(String payload) {
        var fleet = sandbox.load("muster.services {}\nmuster.queues.reports.url = \"chronicle:" + queue
                + "\"\nmuster.cron.nightly { schedule = \"@daily\","
                + " zone = UTC, queue = reports, payload = \"" + payload + "\" }");
        CronSpec cron = Objects.requireNonNull(fleet.crons().get("nightly"));
        return new Put(cron, Objects.requireNonNull(fleet.queues().get("reports")), Optional.of("app"), List.of(TICK));
    }

    @Test
    void thePayloadIsInTheEnvironmentAndNotAmongTheArguments() {
        SpawnRequest request = launch.request(Optional.empty(), List.of(put("secret")), Path.of("/dev/null"));
        assertThat(request.argv()).noneMatch(word -> word.contains("secret"));
        CronOrder order =
                Json.read(Objects.requireNonNull(request.environment().get(CronOrder.VARIABLE)), CronOrder.class);
        assertThat(order.version()).isEqualTo(CronOrder.VERSION);
        assertThat(order.items()).singleElement().satisfies(item -> {
            assertThat(item.payload()).isEqualTo("\"secret\"");
            assertThat(item.ticks()).containsExactly(new CronOrder.Tick(TICK.toString(), TICK.toString()));
            assertThat(item.address()).startsWith("chronicle:").contains("max-backlog=");
        });
        assertThat(request.diesWithMaster()).isFalse();
    }

    @Test
    void whatDoesNotFitIntoOneEnvironmentTakesSeveralProcesses() {
        List<Put> many =
                IntStream.range(0, 10).mapToObj(i -> put("x".repeat(30_000))).toList();
        List<List<Put>> portions = launch.portions(many);
        assertThat(portions).hasSize(4).allMatch(portion -> portion.size() <= 3);
        assertThat(portions.stream().flatMap(List::stream).toList()).isEqualTo(many);
    }

    @Test
    void itIsDoneAsTheUserWhoHasTheQueue() throws Exception {
        assertThat(launch.user(put("1"))).as("nobody has made it yet").contains("app");
        Files.createDirectory(queue);
        assertThat(launch.user(put("1"))).as("ours").isEmpty();
    }
}
