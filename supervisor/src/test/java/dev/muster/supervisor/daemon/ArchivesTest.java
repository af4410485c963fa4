package dev.muster.supervisor.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.archive.Fit;
import dev.muster.supervisor.archive.Shelf;
import dev.muster.supervisor.spec.Attributes;
import dev.muster.supervisor.spec.Home;
import dev.muster.supervisor.spec.Launch;
import dev.muster.supervisor.spec.Program;
import dev.muster.supervisor.spec.ServicePolicy;
import dev.muster.supervisor.spec.ServiceSpec;
import dev.muster.supervisor.spec.StartPolicy;
import dev.muster.supervisor.spec.WorkerId;
import dev.muster.supervisor.testkit.Specs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who writes down his classes, and who uses what was made of them. */
final class ArchivesTest {

    private final Path jar;
    private final Shelf shelf;
    private final JavaRuntime runtime;
    private final List<Archives.Order> orders = new ArrayList<>();
    private final Archives archives;

    ArchivesTest(@TempDir Path directory) throws IOException {
        jar = directory.resolve("a.jar");
        Path jdk = directory.resolve("jdk");
        Files.createDirectories(jdk.resolve("lib"));
        Files.writeString(jdk.resolve("lib/modules"), "");
        Home home = new Home(directory, directory, directory, directory, directory);
        Files.createDirectories(home.archives());
        shelf = Shelf.of(home);
        runtime = new JavaRuntime(jdk, Runtime.Version.parse("17.0.15"));
        archives = new Archives(shelf, (order, told) -> orders.add(order));
    }

    @BeforeEach
    void makeTheJar() throws IOException {
        Files.writeString(jar, "a");
    }

    private static ServiceSpec service(StartPolicy.Archive archive, String... jvmOptions) {
        Program.Jvm jvm = new Program.Jvm(Optional.empty(), List.of(jvmOptions), Optional.empty());
        Launch launch = new Launch(
                new Program.MainClass("a.Main", List.of(), jvm),
                Map.of(),
                Path.of("/"),
                Map.of(),
                Map.of(),
                Optional.empty());
        ServiceSpec spec = Specs.printer().spec().withLaunch(launch);
        ServicePolicy old = spec.policy();
        StartPolicy start = new StartPolicy(StartPolicy.Ready.SDK, Duration.ofSeconds(9), Optional.of(archive));
        return spec.withPolicy(new ServicePolicy(old.restart(), old.stop(), start, old.logs(), old.keepFor()));
    }

    private static ServiceSpec service() {
        return service(StartPolicy.Archive.AUTO);
    }

    private List<String> words(int slot, int incarnation, boolean now, ServiceSpec spec) {
        return archives.words(
                new Archives.Life(new WorkerId("printer", slot), incarnation, now),
                spec,
                runtime,
                List.of(),
                List.of(jar.toString()));
    }

    private static boolean isRecording(List<String> words) {
        return words.size() == 1 && words.get(0).startsWith("-XX:DumpLoadedClassList=");
    }

    @Test
    void oneOfTheFirstWorkersWritesDownItsClasses() {
        assertThat(isRecording(words(1, 1, true, service()))).isTrue();
        assertThat(words(2, 1, true, service())).isEmpty();
        assertThat(words(1, 2, false, service())).isEmpty();
    }

    @Test
    void whoDiesBeforeItIsReadyTriesAgain() {
        words(1, 1, true, service());

        assertThat(isRecording(words(1, 2, true, service()))).isTrue();
        archives.ready(new WorkerId("printer", 1), 1); // overtaken by its own death
        assertThat(orders).isEmpty();
    }

    @Test
    void whoIsReadyHasItsArchiveOrderedAndNobodyWritesTheListAgain() {
        words(1, 1, true, service());

        archives.ready(new WorkerId("printer", 2), 1);
        archives.ready(new WorkerId("printer", 1), 1);

        assertThat(orders).hasSize(1).first().satisfies(order -> {
            assertThat(order.classPath()).containsExactly(jar.toString());
            assertThat(order.list()).exists();
        });
        assertThat(words(1, 2, true, service())).isEmpty();
    }

    @Test
    void theNextLifeUsesWhatWasMadeUntilAJarIsAnotherOne() throws IOException {
        words(1, 1, true, service());
        archives.ready(new WorkerId("printer", 1), 1);
        Fit fit = orders.get(0).fit();
        shelf.put(Files.writeString(jar.resolveSibling("made"), "classes"), fit);

        assertThat(words(1, 2, true, service())).contains("-XX:SharedArchiveFile=" + shelf.place(fit));
        assertThat(words(2, 7, false, service())).contains("-XX:SharedArchiveFile=" + shelf.place(fit));

        Files.writeString(jar, "another");
        ServiceSpec looksAgain = service(StartPolicy.Archive.AUTO, "-Dversion=2");
        assertThat(isRecording(words(1, 3, true, looksAgain))).isTrue();
    }

    @Test
    void whatCannotBeMadeIsNotTriedForEver() {
        words(1, 1, true, service());
        archives.ready(new WorkerId("printer", 1), 1);
        archives.failed(orders.get(0).fit(), "for a test");

        assertThat(words(2, 1, true, service())).isEmpty();
    }

    @Test
    void whatCouldNotBeMadeStaysSoWhenTheFormerJarComesBack() throws IOException {
        FileTime then = Files.getLastModifiedTime(jar);
        words(1, 1, true, service());
        archives.ready(new WorkerId("printer", 1), 1);
        archives.failed(orders.get(0).fit(), "for a test");

        Files.writeString(jar, "another one");
        assertThat(isRecording(words(1, 2, true, service(StartPolicy.Archive.AUTO, "-ea"))))
                .isTrue();
        Files.writeString(jar, "a");
        Files.setLastModifiedTime(jar, then);

        assertThat(words(1, 3, true, service(StartPolicy.Archive.AUTO, "-esa"))).isEmpty();
    }

    @Test
    void offMeansNone() {
        assertThat(words(1, 1, true, service(StartPolicy.Archive.OFF))).isEmpty();
    }

    @Test
    void ownOptionsAndOtherUsersAreLeftAlone() {
        assertThat(words(1, 1, true, service(StartPolicy.Archive.AUTO, "-Xshare:auto")))
                .isEmpty();
        Launch launch = service().launch();
        ServiceSpec other = service()
                .withLaunch(new Launch(
                        launch.program(),
                        launch.environment(),
                        launch.workingDirectory(),
                        launch.settings(),
                        launch.queues(),
                        Attributes.of(Optional.of("nobody")),
                        Optional.empty()));
        assertThat(words(1, 1, true, other)).isEmpty();
    }

    @Test
    void aDirectoryThatCannotBeWrittenCostsTheArchiveAndNothingElse() throws IOException {
        Files.delete(jar.resolveSibling("archives"));

        assertThat(words(1, 1, true, service())).isEmpty();
    }
}
