package dev.muster.supervisor.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.spec.FleetSpec;
import dev.muster.supervisor.spec.Program;
import dev.muster.supervisor.spec.ServiceSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class ShippedFilesTest {

    private final Shipped shipped;

    ShippedFilesTest(@TempDir Path directory) throws IOException {
        shipped = Shipped.in(directory);
    }

    static List<Path> fleets() throws IOException {
        try (Stream<Path> configuration = Files.walk(Shipped.CONFIG);
                Stream<Path> examples = Files.walk(Shipped.EXAMPLES.resolve("conf"))) {
            return Stream.concat(configuration, examples)
                    .filter(file -> file.toString().endsWith(".conf"))
                    .filter(file -> !file.toString().contains("/shared/"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void thereIsADemoAndThereAreExamples() throws IOException {
        assertThat(fleets()).contains(Shipped.CONFIG.resolve("muster.conf")).hasSizeGreaterThan(4);
    }

    @Test
    void everyClassOfAnExampleIsThere() throws IOException {
        Path sources = Shipped.EXAMPLES.resolve("src/main/java");
        try (Stream<Path> files = Files.list(Shipped.EXAMPLES.resolve("conf"))) {
            List<FleetSpec> examples =
                    files.map(file -> shipped.load(file, Map.of())).toList();
            assertThat(examples)
                    .isNotEmpty()
                    .flatExtracting(fleet -> fleet.services().values())
                    .map(service -> (Program.MainClass) service.launch().program())
                    .allSatisfy(
                            program -> assertThat(sources.resolve(program.main().replace('.', '/') + ".java"))
                                    .exists());
        }
    }

    @ParameterizedTest
    @MethodSource("fleets")
    void everyFileIsAFleet(Path file) {
        FleetSpec fleet = shipped.load(file, Map.of());

        assertThat(fleet.services()).isNotEmpty();
    }

    @Test
    void variablesOfTheEnvironmentReachTheStagingFleet() {
        Path file = Shipped.CONFIG.resolve("examples/staging.conf");

        FleetSpec fleet = shipped.load(file, Map.of("FLEET", "blue", "INVOICE_WORKERS", "4", "REGION", "us"));

        ServiceSpec invoices = fleet.service("invoices").orElseThrow();
        assertThat(fleet.name()).isEqualTo("blue");
        assertThat(invoices.workers()).isEqualTo(4);
        assertThat(invoices.launch().environment().plain())
                .containsEntry("REGION", "us")
                .containsEntry("DB_PASSWORD", "s3cret # with a hash");
    }

    @Test
    void whatIsIncludedLiesBelowWhatIncludesIt() {
        FleetSpec fleet = shipped.load(Shipped.CONFIG.resolve("examples/staging.conf"), Map.of());

        assertThat(fleet.queues().get("mail")).extracting("maxBacklog").isEqualTo(5000L);
        assertThat(fleet.queues().get("invoices")).extracting("maxBacklog").isEqualTo(200L);
        assertThat(fleet.services().values())
                .allSatisfy(
                        service -> assertThat(service.policy().logs().keep()).isEqualTo(3));
    }
}
