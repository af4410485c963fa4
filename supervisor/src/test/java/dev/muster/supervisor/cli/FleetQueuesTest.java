package dev.muster.supervisor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.config.LastConfiguration;
import dev.muster.supervisor.spec.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which queues the commands mean that work without a master. */
final class FleetQueuesTest {

    private final Path home;
    private final Session session;

    FleetQueuesTest(@TempDir Path directory) throws IOException {
        home = directory;
        session = new Session(directory);
        configuration("muster.conf", "numbers");
        Files.createDirectories(home.resolve("state"));
    }

    private Path configuration(String name, String queue) throws IOException {
        return Files.writeString(home.resolve(name), "muster { queues." + queue + " {}, services {} }");
    }

    private void masterRuns(Path config) {
        LastConfiguration.remember(
                new Home(config, home.resolve("state"), home.resolve("run"), home.resolve("logs"), home));
    }

    private String queues(String... options) {
        String[] words = new String[options.length + 2];
        words[0] = "queue";
        words[1] = "ls";
        System.arraycopy(options, 0, words, 2, options.length);
        assertThat(session.muster(words)).as(session.err()).isEqualTo(Exit.OK);
        return session.out()
                .lines()
                .skip(1)
                .map(line -> line.split(" ", 2)[0])
                .findFirst()
                .orElse("");
    }

    @Test
    void thoseOfTheLastMasterUnlessAConfigurationIsNamed() throws IOException {
        Path other = configuration("other.conf", "guests");
        assertThat(queues()).isEqualTo("numbers");
        masterRuns(other);
        assertThat(queues()).isEqualTo("guests");
        assertThat(queues("--config", home.resolve("muster.conf").toString())).isEqualTo("numbers");
        assertThat(session.muster("queue", "peek", "numbers")).isEqualTo(Exit.UNKNOWN);
        assertThat(session.err()).contains(other + " has no queue `numbers` (it has guests)");
        masterRuns(home.resolve("muster.conf"));
        assertThat(queues()).isEqualTo("numbers");
    }

    @Test
    void aConfigurationThatIsGoneDoesNotCount() throws IOException {
        masterRuns(configuration("other.conf", "guests"));
        Files.delete(home.resolve("other.conf"));
        assertThat(queues()).isEqualTo("numbers");
    }

    @Test
    void aFileThatSomebodyPutInItsPlaceDoesNotCount() throws IOException {
        Path other = configuration("other.conf", "guests");
        Path told = Files.writeString(home.resolve("told"), other.toString());
        Files.createSymbolicLink(home.resolve("state/configuration"), told);
        assertThat(queues()).isEqualTo("numbers");
    }
}
