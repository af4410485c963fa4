package dev.muster.supervisor.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.core.ExitStatus;
import dev.muster.supervisor.testkit.Await;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real processes that talk too much, or leave somebody behind who does. */
@Timeout(120)
final class OutputTailsIT {
    private static final int SIGKILL = 9;

    private final Reaper reaper = Reaper.start();
    private final Spawner spawner = new Spawner();
    private final OutputTails tails = new OutputTails();
    private final Path directory;

    OutputTailsIT(@TempDir Path directory) {
        this.directory = directory;
    }

    @AfterEach
    void end() {
        tails.close();
        reaper.close();
    }

    private record Said(OutputTail tail, ExitStatus status) {}

    private Said run(String script) throws Exception {
        OutputTail tail = tails.open();
        Child child = spawner.spawn(new SpawnRequest(
                List.of("/bin/sh", "-c", script),
                "sh",
                Map.of("PATH", "/usr/bin:/bin"),
                directory,
                tail.path(),
                tail.path(),
                Optional.empty(),
                false));
        tail.begun();
        CompletableFuture<ExitStatus> exit = new CompletableFuture<>();
        reaper.watch(child, new ExitListener() {
            @Override
            public void exited(Child ended, ExitStatus status) {
                exit.complete(status);
            }

            @Override
            public void groupEmpty(Child ended) {}
        });
        return new Said(tail, exit.get());
    }

    private void awaitNonePiped() {
        Await.until("the pipes to be closed", () -> tails.heard() == 0);
    }

    @Test
    void megabytesAreWrittenWithoutAWaitAndTheirEndIsKept() throws Exception {
        Said said = run("head -c 5000000 /dev/zero | tr '\\0' 'y'; echo; echo the end >&2; exit 3");
        assertThat(said.status).isEqualTo(ExitStatus.exited(3));
        assertThat(said.tail.text())
                .startsWith("...yyy")
                .endsWith("y | the end")
                .hasSizeBetween(OutputTail.KEPT, OutputTail.KEPT + 8);
        said.tail.release();
        awaitNonePiped();
    }

    @Test
    void whatCouldDeceiveATerminalIsReplaced() throws Exception {
        Said said = run("printf 'a\\033]0;x\\007b\\tc\\r\\n\\n\\377d\\342\\200\\256e\\n'");
        assertThat(said.tail.text()).isEqualTo("a?]0;x?b c | \ufffdd?e");
        said.tail.release();
    }

    @Test
    void whoeverIsLeftBehindFindsRoomAndThePipeIsHeldNoLongerThanHeLives() throws Exception {
        Said said = run(
                "setsid sh -c 'echo $$ > left; until test -e go; do sleep 0.02; done; head -c 3000000 /dev/zero;"
                        + " echo written > done; read line < forever' & until test -s left; do sleep 0.02; done; echo parent");
        assertThat(said.tail.text()).isEqualTo("parent");
        said.tail.release();
        assertThat(tails.heard()).isEqualTo(1);
        Files.createFile(directory.resolve("go"));
        Await.until("he has written all", () -> Files.exists(directory.resolve("done")));
        awaitNonePiped();
    }

    @Test
    void pipesOfThoseWhoStayAreLetGoWhenThereAreTooMany() throws Exception {
        for (int i = 0; i < OutputTails.MOST_RELEASED + 3; i++) {
            run("setsid sleep 1000 & echo $! >> stay").tail.release();
        }
        int heard = tails.heard();
        for (String pid : Files.readAllLines(directory.resolve("stay"))) {
            Libc.kill(Integer.parseInt(pid), SIGKILL);
        }
        assertThat(heard).isLessThanOrEqualTo(OutputTails.MOST_RELEASED);
        awaitNonePiped();
    }

    @Test
    void outputIsDroppedWhereThereIsNoPipe() throws Exception {
        tails.close();
        Said said = run("echo hello; exit 4");
        assertThat(said.status).isEqualTo(ExitStatus.exited(4));
        assertThat(said.tail.text()).isEmpty();
    }
}
