package dev.muster.supervisor.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.supervisor.testkit.Sandbox;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ProcfileTest {
    private final Path directory;

    ProcfileTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "clock: date -u                  | date;-u",
                "mail: postfix \"a b\" 'c d'     | postfix;a b;c d",
                "q: A=1 work                     | sh;-c;A=1 work",
                "q: cat < x && date              | sh;-c;cat < x && date",
                "web: rails server               | sh;-c;export PORT=$((5000 + MUSTER_SLOT - 1)); exec rails server",
                "api: serve -p $PORT             | sh;-c;export PORT=$((5000 + MUSTER_SLOT - 1)); exec serve -p $PORT",
                "web: migrate && serve           | sh;-c;export PORT=$((5000 + MUSTER_SLOT - 1)); migrate && serve"
            })
    void lineIsACommandAndAShellOnlyWhereItIsNeeded(String line, String argv) {
        Imported imported = Imported.of(directory, "Procfile", line + "\n");
        assertThat(String.join(";", imported.argv(line.substring(0, line.indexOf(':')))))
                .isEqualTo(argv);
        assertThat(imported.remarks()).isEmpty();
    }

    @Test
    void eachKindOfProcessHasAHundredPortsAndRunsInTheFilesDirectory() {
        new Sandbox(directory).write(".env", "SECRET=x\n");
        Imported imported = Imported.of(directory, "Procfile", "# site\nworker: bin/work\n\nweb: serve\n");
        assertThat(imported.argv("worker")).containsExactly(directory + "/bin/work");
        assertThat(imported.argv("web").get(2)).startsWith("export PORT=$((5100 + ");
        assertThat(imported.service("web").launch().workingDirectory()).isEqualTo(directory);
        assertThat(imported.service("web").launch().environment().plain()).containsEntry("SECRET", "x");
    }

    @Test
    void lineThatIsNoneIsToldWithItsPlace() {
        assertThatThrownBy(() -> Imported.of(directory, "Procfile", "web: x\nnonsense\n"))
                .hasMessage(directory.resolve("Procfile") + ":2: expected NAME: COMMAND");
    }
}
