package dev.muster.supervisor.cli.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is made from the definitions of the commands, in the hands of the programs that it is for. */
final class ReferenceTest {
    private static Path directory;
    private static Path bash;

    @BeforeAll
    static void write(@TempDir Path temporary) throws IOException {
        directory = temporary;
        ReferenceWriter.main(new String[] {directory.toString(), Path.of("..").toString(), "1.2.3"});
        bash = directory.resolve("share/bash-completion/completions/muster");
        // Answers as muster does, and tells nobody but those who ask in the right home.
        Path muster = Files.writeString(
                directory.resolve("muster"),
                """
                #!/bin/bash
                case "$*" in
                    "status --home /h") printf 'WORKER PHASE\\nprinter.1 READY\\nprinter.2 READY\\nclock.1 READY\\n\\nQUEUE\\nx 1\\n' ;;
                    "queue ls -c /f") printf 'QUEUE READY\\nnumbers 3\\nmail 0\\n' ;;
                esac
                """);
        Files.setPosixFilePermissions(muster, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "st | start status stop",
                "--home /h --sy | --system",
                "ps --home /h c | clock clock.1",
                "restart --home /h p | printer printer.1 printer.2",
                "--home = /h threads c | clock clock.1",
                "--home /h signal HUP printer.1 c | clock clock.1",
                "--home /elsewhere stop p | ''",
                "status --ev | --every",
                "wait --for s | stopped",
                "wait --for ready --time | --timeout",
                "queue pu | purge put",
                "queue peek -c /f n | numbers",
                "queue put numbers {} --priority h | high",
                "help ver | version",
                "signal US | USR1 USR2",
                "scale printer 3 p | ''",
                "jfr printer.1 --for 1 | ''"
            })
    void bashCompletes(String typed, String expected) throws IOException {
        assertThat(complete(typed)).isEqualTo(expected);
    }

    @Test
    void bashCompletesFilesWhereAFileIsMeant() throws IOException {
        assertThat(complete("-c " + directory + "/mus"))
                .isEqualTo(directory.resolve("muster").toString());
        assertThat(complete("heap printer.1 " + directory + "/sh")).isEqualTo(directory + "/share");
    }

    @Test
    void bashHasTheFunctionUnderTheNameOfTheCommand() throws IOException {
        run("bash", "-n", bash.toString());
        assertThat(run("bash", "-c", "source " + bash + "; complete -p muster").strip())
                .isEqualTo("complete -F _muster muster");
    }

    @Test
    void everyCommandAndEveryOptionIsInAllOfThem() throws IOException {
        String zsh = read("share/zsh/site-functions/_muster");
        String fish = read("share/fish/vendor_completions.d/muster.fish");
        String page = page("man1/muster.1");
        List<CommandText> commands = CommandText.all();
        assertThat(commands).hasSizeGreaterThan(25);
        for (CommandText command : commands) {
            assertThat(zsh).contains("'" + command.name() + "'");
            assertThat(fish).contains(" -a " + command.verb() + " -d ");
            assertThat(page)
                    .contains(".SS muster " + command.name())
                    .contains(command.summary().substring(1));
            for (CommandText.Option option : command.options()) {
                String name = option.names().get(option.names().size() - 1);
                assertThat(zsh).contains(name);
                assertThat(fish)
                        .contains(name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.substring(1));
                assertThat(page).contains(name);
            }
        }
    }

    @Test
    void pagesTellTheExitCodesAndEveryKey() throws IOException {
        assertThat(read("share/man/man1/muster.1")).contains(".SH EXIT STATUS\n.TP\n\\fB0\\fR\ndone\n");
        assertThat(page("man5/muster.conf.5")).contains("max-backlog = 20000", "reset-after");
    }

    @Test
    void pageShowsWhatIsToBeTypedAsItIsTyped() throws IOException {
        assertThat(read("share/man/man1/muster.1"))
                .contains("\\(aq*\\(aq", "\\-\\-home")
                .doesNotContain("'*'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"man1/muster.1", "man5/muster.conf.5"})
    void groffHasNothingToComplainOf(String page) throws IOException {
        assumeTrue(isInstalled("groff"), "groff is not installed");
        assertThat(run("groff", "-man", "-ww", "-z", "-Tutf8", directory.resolve("share/man") + "/" + page))
                .isEmpty();
    }

    @Test
    void zshUnderstandsItsFile() throws IOException {
        assumeTrue(isInstalled("zsh"), "zsh is not installed");
        assertThat(run("zsh", "-n", directory + "/share/zsh/site-functions/_muster"))
                .isEmpty();
    }

    @Test
    void fishCompletesCommands() throws IOException {
        assumeTrue(isInstalled("fish"), "fish is not installed");
        String file = directory + "/share/fish/vendor_completions.d/muster.fish";
        assertThat(run("fish", "-c", "source " + file + "; complete -C 'muster sta'")
                        .lines())
                .containsExactlyInAnyOrder("start\tstart workers", "status\tshow workers and queues");
    }

    /** The last word is the one that the cursor stands behind. */
    private static String complete(String typed) throws IOException {
        List<String> words = new ArrayList<>(List.of(
                "bash",
                "-c",
                "source \"$1\"; shift; COMP_WORDS=(\"$@\"); COMP_CWORD=$(($# - 1)); _muster;"
                        + " printf '%s\\n' \"${COMPREPLY[@]}\" | sort | paste -sd ' '",
                "bash",
                bash.toString(),
                directory.resolve("muster").toString()));
        words.addAll(List.of(typed.split(" ", -1)));
        return run(words.toArray(String[]::new)).strip();
    }

    private static String page(String name) throws IOException {
        return read("share/man/" + name)
                .replace("\\-", "-")
                .replace("\\(aq", "'")
                .replace("\\(ga", "`")
                .replace("\\(ha", "^")
                .replace("\\(ti", "~")
                .replace("\\e", "\\");
    }

    private static String read(String file) throws IOException {
        return Files.readString(directory.resolve(file));
    }

    private static boolean isInstalled(String program) {
        for (String place : System.getenv("PATH").split(":", -1)) {
            if (Files.isExecutable(Path.of(place, program))) {
                return true;
            }
        }
        return false;
    }

    /** What a program prints, errors too; it has to succeed. */
    private static String run(String... words) throws IOException {
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            assertThat(process.waitFor()).as("%s: %s", List.of(words), output).isZero();
        } catch (InterruptedException e) {
            throw new UncheckedIOException(new IOException(e));
        }
        return output;
    }
}
