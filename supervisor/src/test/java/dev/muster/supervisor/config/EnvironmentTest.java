package dev.muster.supervisor.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.spec.Change;
import dev.muster.supervisor.spec.ServiceSpec;
import dev.muster.supervisor.spec.SpecDiff;
import dev.muster.supervisor.testkit.Sandbox;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The variables of a worker, and files of them. */
final class EnvironmentTest {

    private static final String USUAL_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private final Sandbox sandbox;

    EnvironmentTest(@TempDir Path directory) {
        sandbox = new Sandbox(directory);
    }

    private Map<String, String> variables(String inside) {
        return sandbox.service("command = [a], " + inside)
                .launch()
                .environment()
                .plain();
    }

    private Map<String, String> fromFile(String text) {
        sandbox.write("x.env", text);
        return variables("env-file = x.env");
    }

    @Test
    void masterPassesOnAFewVariablesAndNoOthers() {
        Map<String, String> master = Map.of("PATH", "/bin", "TZ", "UTC", "AWS_SECRET", "x", "JAVA_TOOL_OPTIONS", "-X");
        Sandbox inside = new Sandbox(sandbox.directory(), master);

        assertThat(inside.service("command = [a]").launch().environment().plain())
                .isEqualTo(Map.of("PATH", "/bin", "TZ", "UTC"));
    }

    @Test
    void thereIsAlwaysAPath() {
        assertThat(variables("")).isEqualTo(Map.of("PATH", USUAL_PATH));
    }

    @Test
    void configurationWinsOverTheFileAndTheFileOverTheMaster() {
        sandbox.write("x.env", "PATH=/file\nA=file\nB=file\n");
        Sandbox inside = sandbox.with("PATH", "/master");

        assertThat(inside.service("command = [a], env-file = x.env, environment.B = conf")
                        .launch()
                        .environment()
                        .plain())
                .isEqualTo(Map.of("PATH", "/file", "A", "file", "B", "conf"));
    }

    @Test
    void nullTakesAVariableAway() {
        assertThat(variables("environment.PATH = null")).isEmpty();
    }

    @Test
    void otherUserGetsItsOwnHome() {
        Sandbox inside = new Sandbox(sandbox.directory(), Map.of("HOME", "/home/op", "USER", "op"));

        assertThat(inside.service("command = [a], user = root")
                        .launch()
                        .environment()
                        .plain())
                .containsEntry("HOME", "/root")
                .containsEntry("USER", "root")
                .containsEntry("LOGNAME", "root");
    }

    @Test
    void userThatNoFileKnowsIsLeftToTheSpawn() {
        assertThat(Accounts.variables("eve", List.of("root:x:0:0::/root:/bin/sh", "broken")))
                .isEqualTo(Map.of("HOME", "/", "USER", "eve", "LOGNAME", "eve"));
        assertThat(Accounts.variables("0", List.of("root:x:0:0::/root:/bin/sh")))
                .containsEntry("USER", "root");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            A=b                 | b
            A=                  | ``
            A= b c              | b c
            export A=b          | b
            A=b=c               | b=c
            A=b#c               | b#c
            A="b # c"           | b # c
            A=" b "             | ` b `
            A="b\\"c\\\\d"      | b"c\\d
            A='b\\nc "d"'       | b\\nc "d"
            A=$HOME             | $HOME
            """)
    void lineIsReadAsItStands(String line, String value) {
        assertThat(fromFile("# comment\n\n  " + line + "  \n")).containsEntry("A", value);
    }

    @Test
    void escapesMakeLinesAndTabs() {
        assertThat(fromFile("A=\"b\\n\\tc\"")).containsEntry("A", "b\n\tc");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            my secret         | must be KEY=value or a comment
            A B=c             | A B: a variable's name is letters, digits and _, and does not start with a digit
            1A=c              | 1A: a variable's name is letters, digits and _, and does not start with a digit
            A="secret         | A: the quote " is not closed on its line
            A='secret         | A: the quote ' is not closed on its line
            A="secret" b      | A: there is something behind the closing quote
            A=secret # note   | A: a # after a blank is either a comment, which goes on a line of its own, or needs quotes
            """)
    void mistakeIsToldWithTheFilesOwnLineAndWithoutTheValue(String line, String expected) {
        sandbox.write("x.env", "GOOD=1\n" + line + "\n");

        assertThat(sandbox.problems("muster.services.s { command = [a], env-file = x.env }"))
                .containsExactly("x.env:2: " + expected)
                .noneMatch(problem -> problem.contains("secret"));
    }

    @Test
    void everyMistakeOfAFileIsTold() {
        sandbox.write("x.env", "a b\nA=1\nc d\n");

        assertThat(sandbox.problems("muster.services.s { command = [a], env-file = x.env }"))
                .containsExactly("x.env:1: must be KEY=value or a comment", "x.env:3: must be KEY=value or a comment");
    }

    @Test
    void fileCannotSetWhatMusterSets() {
        sandbox.write("x.env", "MUSTER_WORKER=me\n");

        assertThat(sandbox.problems("muster.services.s { command = [a], env-file = x.env }"))
                .containsExactly("muster.conf:1: muster.services.s.env-file: x.env: MUSTER_WORKER: is set by Muster"
                        + " itself");
    }

    @Test
    @DisplayName("S58 a changed env-file is a change, and a variable taken out of it is gone")
    void changedFileIsAChange() {
        sandbox.write("x.env", "A=1\nB=1\n");
        ServiceSpec before = sandbox.service("command = [a], env-file = x.env");
        sandbox.write("x.env", "A=2\n");

        ServiceSpec after = sandbox.service("command = [a], env-file = x.env");

        assertThat(SpecDiff.between(before, after))
                .containsExactly(
                        new Change("environment.A", Change.Kind.IDENTITY, "1 -> 2"),
                        new Change("environment.B", Change.Kind.IDENTITY, "1 -> unset"));
        assertThat(after.launch().environment().plain()).doesNotContainKey("B");
    }

    @Test
    @DisplayName("S58 a changed include is a change")
    void changedIncludeIsAChange() {
        String text = "include \"more.conf\"\nmuster.services.s { command = [a] }";
        sandbox.write("more.conf", "muster.services.s.settings.x = 1");
        ServiceSpec before = sandbox.load(text).service("s").orElseThrow();
        sandbox.write("more.conf", "muster.services.s.settings.x = 2");

        ServiceSpec after = sandbox.load(text).service("s").orElseThrow();

        assertThat(SpecDiff.between(before, after))
                .containsExactly(new Change("settings.x", Change.Kind.IDENTITY, "1 -> 2"));
    }
}
