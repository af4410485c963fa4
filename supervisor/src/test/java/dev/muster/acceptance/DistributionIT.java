package dev.muster.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The class paths in the manifests are written by hand (their order matters): they and {@code lib/} must agree. */
final class DistributionIT {
    private final Distribution distribution = Distribution.built();

    @Test
    void everyEntryOfAClassPathIsThere() throws IOException {
        List<String> entries = new ArrayList<>(distribution.classPathOf("muster-supervisor.jar"));
        entries.addAll(distribution.classPathOf("muster-worker.jar"));
        assertThat(entries).allSatisfy(entry -> assertThat(distribution.lib().resolve(entry))
                .exists());
    }

    @Test
    void everyJarInLibIsOnAClassPath() throws IOException {
        TreeSet<String> reachable = new TreeSet<>(distribution.classPathOf("muster-supervisor.jar"));
        reachable.addAll(distribution.classPathOf("muster-worker.jar"));
        reachable.add("muster-supervisor.jar");
        assertThat(reachable).containsAll(distribution.jars());
    }

    @Test
    void theMasterNamesNoJarOfChronicle() throws IOException {
        assertThat(distribution.classPathOf("muster-supervisor.jar"))
                .noneMatch(entry -> entry.startsWith("chronicle-"))
                .endsWith("muster-worker.jar"); // its own class path would come before whatever followed it
    }

    @Test
    void workersDoNotGetTheMastersLibraries() throws IOException {
        assertThat(distribution.classPathOf("muster-worker.jar"))
                .noneMatch(entry -> entry.startsWith("logback-") || entry.startsWith("picocli-"));
    }

    @Test
    void theDemoAndItsSourcesAreShipped() {
        assertThat(distribution.root().resolve("conf/muster.conf")).isRegularFile();
        assertThat(distribution.root().resolve("README")).isRegularFile();
        assertThat(distribution.examples().resolve("muster-examples.jar")).isRegularFile();
        assertThat(distribution.examples().resolve("src/dev/muster/examples")).isDirectory();
        assertThat(Files.exists(distribution.lib().resolve("worker-logging/simplelogger.properties")))
                .isTrue();
    }
}
