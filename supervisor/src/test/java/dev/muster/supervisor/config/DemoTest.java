package dev.muster.supervisor.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.spec.Backoff;
import dev.muster.supervisor.spec.FleetSpec;
import dev.muster.supervisor.spec.Home;
import dev.muster.supervisor.spec.JobBackoff;
import dev.muster.supervisor.spec.JobCrashes;
import dev.muster.supervisor.spec.JobLimits;
import dev.muster.supervisor.spec.JobRetries;
import dev.muster.supervisor.spec.Launch;
import dev.muster.supervisor.spec.LogPolicy;
import dev.muster.supervisor.spec.Program;
import dev.muster.supervisor.spec.QueueSpec;
import dev.muster.supervisor.spec.RestartPolicy;
import dev.muster.supervisor.spec.ServicePolicy;
import dev.muster.supervisor.spec.ServiceSpec;
import dev.muster.supervisor.spec.StartPolicy;
import dev.muster.supervisor.spec.StopPolicy;
import dev.muster.supervisor.spec.Storage;
import dev.muster.supervisor.spec.Ties;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DemoTest {

    private static final Path DEMO =
            Path.of("../config/muster.conf").toAbsolutePath().normalize();

    @Test
    void demoIsResolvedWithEveryDefaultSpelledOut(@TempDir Path install) throws IOException {
        Path jar = Files.createFile(
                Files.createDirectories(install.resolve("examples")).resolve("muster-examples.jar"));
        Map<String, String> environment = Map.of("HOME", "/home/op", "LANG", "C.UTF-8", "TZ", "UTC", "EDITOR", "vi");

        FleetSpec fleet = ConfigLoader.load(home(install), new LoadOptions(false, environment));

        QueueSpec numbers = new QueueSpec(
                "numbers",
                "chronicle:/state/queues/numbers",
                100_000,
                QueueSpec.OnFull.REJECT,
                JobLimits.DEFAULT,
                Storage.DEFAULT,
                new JobRetries(25, new JobBackoff(Duration.ofSeconds(1), Duration.ofHours(1), 2, 0.2)),
                new JobCrashes(3, Duration.ofDays(3)));
        ServicePolicy policy = defaults(Duration.ofMinutes(10));
        Launch producer = launch("dev.muster.examples.Producer", jar, Map.of("interval", "1s"), Map.of("out", numbers));
        Launch printer = launch("dev.muster.examples.Printer", jar, Map.of(), Map.of("in", numbers));
        assertThat(fleet.name()).isEqualTo("muster");
        assertThat(fleet.queues()).isEqualTo(Map.of("numbers", numbers));
        assertThat(fleet.services().values())
                .containsExactly(
                        new ServiceSpec("producer", producer, 1, true, Ties.none(100), policy),
                        new ServiceSpec("printer", printer, 2, true, Ties.none(100), policy));
    }

    @Test
    void workersGoWithTheMasterInATerminal(@TempDir Path install) {
        FleetSpec fleet = ConfigLoader.load(home(install), new LoadOptions(true, Map.of()));

        assertThat(fleet.services().values())
                .allSatisfy(service -> assertThat(service.policy()).isEqualTo(defaults(Duration.ZERO)));
    }

    private Home home(Path install) {
        return new Home(DEMO, Path.of("/state"), Path.of("/run"), Path.of("/logs"), install);
    }

    private static Launch launch(String main, Path jar, Map<String, Object> settings, Map<String, QueueSpec> queues) {
        Map<String, String> environment = Map.of(
                "PATH",
                "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
                "HOME",
                "/home/op",
                "LANG",
                "C.UTF-8",
                "TZ",
                "UTC");
        Program.Jvm jvm = new Program.Jvm(Optional.empty(), List.of(), Optional.empty());
        Path directory = DEMO.resolveSibling("").toAbsolutePath().normalize();
        return new Launch(
                new Program.MainClass(main, List.of(jar.toString()), jvm),
                environment,
                directory,
                settings,
                queues,
                Optional.empty());
    }

    private static ServicePolicy defaults(Duration keepFor) {
        Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(30), 2, 0.2, Duration.ofSeconds(10));
        return new ServicePolicy(
                new RestartPolicy(
                        RestartPolicy.When.ALWAYS,
                        Set.of(0),
                        backoff,
                        Optional.empty(),
                        RestartPolicy.Then.KEEP_TRYING),
                new StopPolicy("TERM", Duration.ofSeconds(30)),
                new StartPolicy(StartPolicy.Ready.SDK, Duration.ofSeconds(30), Optional.of(StartPolicy.Archive.AUTO)),
                new LogPolicy(
                        LogPolicy.Format.RAW, Optional.empty(), 64L << 20, Duration.ofDays(7), 10, true, 1L << 30),
                keepFor);
    }
}
