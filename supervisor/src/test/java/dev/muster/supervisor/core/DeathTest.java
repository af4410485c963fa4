package dev.muster.supervisor.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.testkit.Specs;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Which steps are the end of a life, and what kind of end. */
final class DeathTest {

    private static Optional<Death> death(Situations before, WorkerEvent event) {
        Worker worker = before.worker();
        Worker after = WorkerMachine.step(worker, event, Situations.NOW, 0.5).worker();
        return Death.between(worker, after, event, Situations.NOW);
    }

    private static WorkerEvent exit(int code) {
        return new WorkerEvent.Exited(1, ExitStatus.exited(code), true);
    }

    @Test
    void crashIsAnEndThatNobodyAskedForAndThatIsNoSuccess() {
        Death crash = death(Situations.READY, exit(1)).orElseThrow();
        assertThat(crash.crash()).isTrue();
        assertThat(crash.uptime()).hasSeconds(20);
        assertThat(crash.cause()).isEqualTo("exit 1");
        assertThat(death(Situations.READY, exit(0)).orElseThrow().crash()).isFalse();
        assertThat(death(Situations.STARTING, exit(0)).orElseThrow().crash()).isTrue();
    }

    @Test
    @DisplayName("S83 an end for want of memory is never a success, and says so")
    void wantOfMemoryIsNoSuccess() {
        Oom oom = new Oom(Oom.By.JVM, "Java heap", "/dump");
        Worker worker = Story.of(Specs.printer().success(0, 3)).ready().worker();
        WorkerEvent exit = new WorkerEvent.Exited(1, ExitStatus.exited(3), true, Optional.of(oom));
        Worker after = WorkerMachine.step(worker, exit, Situations.NOW, 0.5).worker();

        Death death = Death.between(worker, after, exit, Situations.NOW).orElseThrow();

        assertThat(death.crash()).isTrue();
        assertThat(death.oom()).contains(oom);
        assertThat(death.cause()).isEqualTo("out of memory (Java heap); heap dump: /dump");
        assertThat(after.cause()).isEqualTo(death.cause());
        assertThat(after.lastExit().orElseThrow().oom()).contains(oom);
    }

    @Test
    @DisplayName("S83 a life that was ended because it was over its memory-max ended for want of memory")
    void restartOverMemoryMaxIsWantOfMemory() {
        Worker fat = step(Situations.READY.worker(), new WorkerEvent.OverMemory(1, 512L << 20, 400L << 20));
        WorkerEvent exit = new WorkerEvent.Exited(1, ExitStatus.signalled(15), true);
        Worker after = step(fat, exit);

        Death death = Death.between(fat, after, exit, Situations.NOW).orElseThrow();

        Oom oom = new Oom(Oom.By.MEMORY_MAX, "512 MiB of 400 MiB", "");
        assertThat(death.oom()).contains(oom);
        assertThat(death.crash()).isTrue();
        assertThat(death.cause()).isEqualTo("over memory-max: 512 MiB of 400 MiB");
        assertThat(after.lastExit().orElseThrow().oom()).contains(oom);
        Oom heap = new Oom(Oom.By.JVM, "Java heap", "/dump");
        WorkerEvent ownWord = new WorkerEvent.Exited(1, ExitStatus.exited(3), true, Optional.of(heap));
        assertThat(Death.between(fat, step(fat, ownWord), ownWord, Situations.NOW)
                        .orElseThrow()
                        .oom())
                .contains(heap);
    }

    private static Worker step(Worker worker, WorkerEvent event) {
        return WorkerMachine.step(worker, event, Situations.NOW, 0.5).worker();
    }

    @Test
    void whoWasAskedToEndDidNotCrashWhateverItsStatus() {
        for (Situations asked : new Situations[] {Situations.STOPPING, Situations.RESTARTING, Situations.KILLING}) {
            Death death = death(asked, new WorkerEvent.Exited(1, ExitStatus.signalled(9), true))
                    .orElseThrow();
            assertThat(death.asked()).as("%s", asked).isTrue();
            assertThat(death.crash()).as("%s", asked).isFalse();
        }
    }

    @Test
    void startThatTookTooLongIsACrashWithThatCause() {
        Death death = death(Situations.LATE, exit(143)).orElseThrow();
        assertThat(death.crash()).isTrue();
        assertThat(death.cause()).startsWith("not ready within");
    }

    @Test
    void lifeIsOverWhenItsGroupIsEmptyAndNotBefore() {
        assertThat(death(Situations.READY, new WorkerEvent.Exited(1, ExitStatus.signalled(11), false)))
                .isEmpty();
        assertThat(death(Situations.LEFTOVERS, new WorkerEvent.GroupEmpty(1))
                        .orElseThrow()
                        .cause())
                .isEqualTo("killed by SIGSEGV");
        assertThat(death(Situations.LEADERLESS, new WorkerEvent.GroupEmpty(1))).isPresent();
    }

    @Test
    void whatCouldNotBeSpawnedDiedWithoutAnExit() {
        Death death = death(Situations.UNBORN, new WorkerEvent.SpawnFailed(1, "no such file"))
                .orElseThrow();
        assertThat(death.exit()).isEmpty();
        assertThat(death.cause()).isEqualTo("no such file");
        assertThat(death.crash()).isTrue();
    }

    @Test
    void otherStepsAreNoDeaths() {
        assertThat(death(Situations.READY, new WorkerEvent.Stop("stopped"))).isEmpty();
        assertThat(death(Situations.BACKOFF, new WorkerEvent.Start("started"))).isEmpty();
        assertThat(death(Situations.FAILED, new WorkerEvent.Stop("stopped"))).isEmpty();
    }
}
