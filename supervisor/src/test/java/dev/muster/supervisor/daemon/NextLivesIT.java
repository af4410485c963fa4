package dev.muster.supervisor.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.supervisor.log.WorkerOutput;
import dev.muster.supervisor.process.Child;
import dev.muster.supervisor.process.SpawnException;
import dev.muster.supervisor.process.Spawner;
import dev.muster.supervisor.spec.Home;
import dev.muster.supervisor.spec.ServicePolicy;
import dev.muster.supervisor.spec.ServiceSpec;
import dev.muster.supervisor.spec.Ties;
import dev.muster.supervisor.spec.WorkerId;
import dev.muster.supervisor.testkit.Await;
import dev.muster.supervisor.testkit.Specs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A life that was written down ahead is the one that is wanted when it begins. */
class NextLivesIT {

    private static final int KILL = 9;
    private static final WorkerId ID = new WorkerId("printer", 1);
    private static final Path DEV_NULL = Path.of("/dev/null");
    private static final WorkerOutput PIPES = new WorkerOutput(ID, DEV_NULL, DEV_NULL);

    private final Path dir;
    private final NextLives lives;
    private final Home home;
    private final List<Child> children = new ArrayList<>();

    NextLivesIT(@TempDir Path dir) {
        this.dir = dir;
        this.home = new Home(dir.resolve("muster.conf"), dir, dir, dir, dir);
        this.lives = new NextLives(new WorkerLaunch(home), new Spawner());
    }

    @AfterEach
    void killTheChildren() {
        children.forEach(child -> child.signal(KILL));
    }

    /** One that outlives its master, for nothing else is prepared. */
    private static ServiceSpec service(String... argv) {
        ServiceSpec spec = Specs.printer().command(argv).spec();
        ServicePolicy policy = spec.policy();
        ServicePolicy kept = new ServicePolicy(
                policy.restart(), policy.stop(), policy.start(), policy.logs(), Duration.ofMinutes(1));
        return new ServiceSpec(spec.name(), spec.launch(), 1, true, Ties.none(0), kept);
    }

    private Child spawn(int incarnation, ServiceSpec spec) throws SpawnException {
        Child child = lives.spawn(ID, incarnation, spec, PIPES, Optional.empty());
        children.add(child);
        return child;
    }

    private static String proc(Child child, String file) {
        Path path = Path.of("/proc/" + child.pid() + "/" + file);
        // For a moment after the spawn the kernel is still laying out the new program's memory.
        Await.until("arguments and environment", () -> !read(path).isEmpty());
        return read(path).replace('\0', ' ');
    }

    private static String read(Path path) {
        try {
            return Files.readString(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void preparedLifeKnowsItsOwnIncarnation() throws Exception {
        ServiceSpec spec = service("/bin/sleep", "600");
        lives.prepare(ID, 2, spec, PIPES);
        Child child = spawn(2, spec);
        assertThat(proc(child, "environ")).contains("MUSTER_INCARNATION=2 ");
        assertThat(proc(child, "cmdline")).isEqualTo("/bin/sleep 600 ");
    }

    @Test
    void lifeThatWasPreparedForAnotherIncarnationIsNotUsed() throws Exception {
        ServiceSpec spec = service("/bin/sleep", "600");
        lives.prepare(ID, 2, spec, PIPES);
        assertThat(proc(spawn(3, spec), "environ")).contains("MUSTER_INCARNATION=3 ");
    }

    @Test
    void changedSpecificationIsWhatTheNextLifeIsSpawnedFrom() throws Exception {
        lives.prepare(ID, 2, service("/bin/sleep", "600"), PIPES);
        ServiceSpec changed = service("/bin/sleep", "601");
        assertThat(proc(spawn(2, changed), "cmdline")).isEqualTo("/bin/sleep 601 ");
    }

    @Test
    void programThatVanishedAfterThePreparationIsNamed() throws Exception {
        Path program = Files.copy(Path.of("/bin/sleep"), dir.resolve("program"));
        ServiceSpec spec = service(program.toString(), "600");
        lives.prepare(ID, 2, spec, PIPES);
        Files.delete(program);
        assertThatThrownBy(() -> spawn(2, spec))
                .isInstanceOfSatisfying(SpawnException.class, refused -> assertThat(refused.kind())
                        .isEqualTo(SpawnException.Kind.NOT_FOUND))
                .hasMessageContaining(program.toString());
    }

    @Test
    void rehearsalRunsItsLivesAndLeavesNothingBehind() throws IOException {
        ServiceSpec spec = service("/bin/sleep", "600");
        Rehearsal rehearsal = new Rehearsal(Specs.fleet(Specs.printer()), home);
        assertThat(rehearsal.rehearse(spec)).isEqualTo(Rehearsal.LIVES);
        try (var files = Files.list(dir)) {
            assertThat(files).isEmpty();
        }
    }
}
