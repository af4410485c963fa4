package dev.muster.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.testkit.Await;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An application that is one jar with all its libraries in it joins a fleet. */
final class JoinedJarIT {
    private static final String WORKERS = "dev/muster/acceptance/workers/";
    private static final String SERVICE =
            """
            muster {
              queues.guests {}
              services.joined {
                jar = "%1$s/app.jar", start.ready = sdk, queues { in = guests, out = guests }
                jvm-options = ["-Dprogram=dev.muster.acceptance.workers.Joined", "-Djava.io.tmpdir=%1$s"]
              }
            }
            """;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @Test
    void itIsReadyByItsOwnWordHandlesJobsAndEndsThroughItsShutdownHooks() throws IOException {
        writeJar();
        try (Fleet fleet = Fleet.of(SERVICE.formatted(directory)).run()) {
            fleet.awaitReady(1);
            Await.within(Fleet.PATIENCE, "its job", () -> fleet.log("joined.1").contains("joined: hello Ada"));
            Await.within(Fleet.PATIENCE, "the figures of its executor", () -> fleet.muster("status", "--json")
                    .out()
                    .contains("\"executors\":{\"mail\":{\"submitted\":1,\"executed\":1,"));
            fleet.muster("stop", "joined").succeeded();
            assertThat(fleet.status().worker("joined.1").reason()).contains("exit 0");
            assertThat(fleet.log("joined.1"))
                    .containsSubsequence(
                            "joined.1#1: caught SIGTERM, stopping", "joined: terminate hook", "joined: shutdown hook")
                    .noneMatch(line -> line.contains("Exception"));
        }
    }

    private void writeJar() throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, "dev.muster.acceptance.workers.JarOfJars");
        try (JarOutputStream app = new JarOutputStream(Files.newOutputStream(directory.resolve("app.jar")), manifest)) {
            app.setLevel(0);
            put(app, WORKERS + "JarOfJars.class", testClass("JarOfJars"));
            put(app, "program.jar", program());
            Distribution distribution = Distribution.built();
            put(app, "muster-worker.jar", Files.readAllBytes(distribution.lib().resolve("muster-worker.jar")));
            for (String library : distribution.classPathOf("muster-worker.jar")) {
                put(app, library, Files.readAllBytes(distribution.lib().resolve(library)));
            }
        }
    }

    private static byte[] program() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream jar = new JarOutputStream(bytes)) {
            put(jar, WORKERS + "Joined.class", testClass("Joined"));
        }
        return bytes.toByteArray();
    }

    private static byte[] testClass(String name) throws IOException {
        return Files.readAllBytes(Path.of("target/test-classes", WORKERS + name + ".class"));
    }

    private static void put(JarOutputStream jar, String name, byte[] content) throws IOException {
        jar.putNextEntry(new JarEntry(name));
        jar.write(content);
        jar.closeEntry();
    }
}
