package dev.muster.supervisor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ImportCommandTest {
    private final Path directory;
    private final Session session;
    private final Path result;

    ImportCommandTest(@TempDir Path directory) {
        this.directory = directory;
        session = new Session(directory);
        result = directory.resolve("muster.conf");
    }

    @Test
    void resultGoesToStdoutAndWhatIsMissingToStderr() throws IOException {
        Path file = write("supervisord.conf", "[program:clock]\ncommand=date\numask=022\n");
        assertThat(session.muster("import", file.toString())).isEqualTo(Exit.OK);
        assertThat(session.out())
                .startsWith("# Made by `muster import` from " + file)
                .contains("command = [date]");
        assertThat(session.err()).isEqualTo("not imported:\n  clock: umask = 022\n");
    }

    @Test
    void fileThatExistsIsWrittenOverByForceOnlyAndTheResultPassesCheck() throws IOException {
        Path file = write("Procfile", "clock: date\n");
        assertThat(session.muster("import", file.toString(), "-o", result.toString()))
                .isEqualTo(Exit.OK);
        assertThat(session.out()).isEmpty();
        assertThat(session.muster("check", "-q")).isEqualTo(Exit.OK);
        write("Procfile", "clock: date -u\n");
        assertThat(session.muster("import", file.toString(), "-o", result.toString()))
                .isEqualTo(Exit.FAILED);
        assertThat(session.err()).contains("exists; --force writes over it");
        assertThat(result).content().doesNotContain("-u");
        assertThat(session.muster("import", file.toString(), "-o", result.toString(), "--force"))
                .isEqualTo(Exit.OK);
        assertThat(result).content().contains("-u");
    }

    @Test
    void whatCheckWouldRefuseIsSaid() throws IOException {
        Path a = write("a.service", "[Unit]\nAfter=b.service\n[Service]\nExecStart=/bin/a\n");
        Path b = write("b.service", "[Unit]\nAfter=a.service\n[Service]\nExecStart=/bin/b\n");
        assertThat(session.muster("import", a.toString(), b.toString())).isEqualTo(Exit.CONFIGURATION);
        assertThat(session.out()).contains("after = [b]");
        assertThat(session.err()).startsWith("`muster check` will not accept it yet:\n  line ");
    }

    @Test
    void fileThatIsNoneOfThoseIsRefused() throws IOException {
        assertThat(session.muster("import")).isEqualTo(Exit.USAGE);
        assertThat(session.muster("import", directory + "/nothing.json")).isEqualTo(Exit.FAILED);
        assertThat(session.err()).contains("there is no such file");
        assertThat(session.muster("import", write("x.txt", "hello\n").toString()))
                .isEqualTo(Exit.FAILED);
        assertThat(session.err()).contains("is none of supervisord.conf, Procfile, PM2's JSON and systemd units");
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }
}
