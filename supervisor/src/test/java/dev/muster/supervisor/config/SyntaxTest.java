package dev.muster.supervisor.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.spec.FleetSpec;
import dev.muster.supervisor.testkit.Sandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Mistakes in the files themselves: syntax, includes, substitutions, names given twice, files that are gone. */
final class SyntaxTest {

    private static final String GOOD = "muster.services.s { command = [a] }\n";

    private final Sandbox sandbox;

    SyntaxTest(@TempDir Path directory) {
        sandbox = new Sandbox(directory);
    }

    @Test
    @DisplayName("S55 invalid HOCON is told with file and line")
    void invalidSyntaxIsToldWithFileAndLine() {
        assertThat(sandbox.problems("muster {\n  services {\n    s { command = [a }\n  }\n}\n"))
                .containsExactly("muster.conf:3: List should have ended with ] or had a comma, instead had token: '}'"
                        + " (if you want '}' to be part of a string value, then double-quote it)");
    }

    @Test
    @DisplayName("S55 a missing brace is told with the block that it would close")
    void missingBraceIsToldWithItsBlock() {
        assertThat(sandbox.problems("muster {\n  services {\n    s { command = [a] }\n  }\n"))
                .containsExactly("muster.conf:5: a } is missing: the block muster of line 1 is not closed");
        assertThat(sandbox.problems("muster {\n  services.s {\n    command = [a,\n"))
                .containsExactly("muster.conf:4: a ] is missing: the list muster.services.s.command of line 3 is not"
                        + " closed");
    }

    @Test
    @DisplayName("S55 invalid HOCON in an included file is told there")
    void invalidSyntaxOfAnIncludeIsToldThere() {
        sandbox.write("more.conf", "a = [\n");

        assertThat(sandbox.problems(GOOD + "include \"more\""))
                .singleElement()
                .asString()
                .startsWith("more.conf:2: ");
    }

    @Test
    @DisplayName("S56 a file that is gone is told")
    void missingFileIsTold() {
        assertThat(sandbox.problems()).containsExactly("muster.conf: no such file");
    }

    @Test
    @DisplayName("S56 a directory in the file's place is told")
    void directoryIsTold() throws IOException {
        Files.createDirectory(sandbox.directory().resolve("muster.conf"));

        assertThat(sandbox.problems()).containsExactly("muster.conf: is not a file");
    }

    @ParameterizedTest
    @DisplayName("S56 a file of which only the beginning is there yet is refused")
    @ValueSource(
            strings = {"", "\n# a comment\n", "muster", "muster {", "muster { services { s { command", "muster {}"})
    void halfWrittenFileIsRefused(String text) {
        assertThat(sandbox.problems(text)).isNotEmpty();
    }

    @Test
    @DisplayName("S56 a file put in place by renaming, as editors do, is read anew")
    void renamedFileIsReadAnew() throws IOException {
        FleetSpec before = sandbox.load(GOOD);
        Path fresh = sandbox.write("muster.conf.swp", GOOD.replace("[a]", "[b]"));
        Files.move(fresh, sandbox.directory().resolve("muster.conf"), StandardCopyOption.ATOMIC_MOVE);

        assertThat(sandbox.load()).isNotEqualTo(before);
    }

    @Test
    void emptyFileSaysWhatIsMissing() {
        assertThat(sandbox.problems(""))
                .containsExactly("muster.conf: muster.services: missing; a fleet is defined by a block"
                        + " muster { services { ... } }");
    }

    @Test
    void misspeltRootIsRecognised() {
        assertThat(sandbox.problems("mustre { services {} }"))
                .containsExactly("muster.conf: muster.services: missing; did you mean \"muster\" where the file has"
                        + " \"mustre\"?");
    }

    @Test
    void fleetWithoutServicesCanBeAskedFor() {
        assertThat(sandbox.load("muster.services {}").services()).isEmpty();
    }

    @Test
    void requiredIncludeThatIsMissingIsToldWhereItIsAskedFor() {
        assertThat(sandbox.problems(GOOD + "include required(\"other.conf\")\ninclude required(file(\"third.conf\"))"))
                .containsExactly(
                        "muster.conf:2: include: no such file: other.conf",
                        "muster.conf:3: include: no such file: third.conf");
    }

    @Test
    void plainIncludeThatIsMissingIsEmptyAsHoconHasIt() {
        assertThat(sandbox.problems(GOOD + "include \"local.conf\"")).isEmpty();
    }

    @Test
    void everySubstitutionThatFindsNothingIsTold() {
        String text = "muster.services {\na { command = [${x}] }\nb { command = [${y.z}], workers = ${n} } }";

        assertThat(sandbox.problems(text))
                .containsExactly(
                        "muster.conf:2: the substitution ${x} finds neither a key nor a variable of the environment;"
                                + " ${?x} would be optional",
                        "muster.conf:3: the substitution ${n} finds neither a key nor a variable of the environment;"
                                + " ${?n} would be optional",
                        "muster.conf:3: the substitution ${y.z} finds neither a key nor a variable of the environment;"
                                + " ${?y.z} would be optional");
    }

    @Test
    void substitutionsThatGoInACircleAreTold() {
        assertThat(sandbox.problems(GOOD + "a = ${b}\nb = ${a}"))
                .containsExactly(
                        "muster.conf:3: the substitution ${a} was part of a cycle of substitutions involving ${b}, ${a}, ${b}");
    }

    @Test
    void nameGivenTwiceInAFileIsTold() {
        String text =
                """
                muster {
                  queues { mail {}, mail { max-backlog = 3 } }
                  services {
                    a { command = [x] }
                    b { command = [x] }
                    a { command = [y] }
                  }
                }
                muster.services.b { workers = 3 }
                """;

        assertThat(sandbox.problems(text))
                .containsExactly(
                        "muster.conf:2: muster.queues.mail: duplicate name; line 2 defines it already",
                        "muster.conf:6: muster.services.a: duplicate name; line 4 defines it already",
                        "muster.conf:9: muster.services.b: duplicate name; line 5 defines it already");
    }

    @Test
    void nameGivenTwiceInAnIncludedFileIsTold() {
        sandbox.write("services.conf", "a { command = [x] }\na { command = [y] }");

        assertThat(sandbox.problems("muster.services { include \"services.conf\" }"))
                .containsExactly("services.conf:2: muster.services.a: duplicate name; line 1 defines it already");
    }

    @Test
    void includedServiceMayBeChangedByTheIncludingFile() {
        sandbox.write("base.conf", "muster.services.a { command = [x], workers = 1 }");

        FleetSpec fleet = sandbox.load("include \"base.conf\"\nmuster.services.a { workers = 5 }");

        assertThat(fleet.services().get("a")).extracting("workers").isEqualTo(5);
    }

    @Test
    void blockBehindASubstitutionThatTheLibraryCannotResolveIsExplained() {
        String text =
                "muster.services { a { command = [x] }, b = ${muster.services.a} { workers = 1, workers = ${?N} } }";

        assertThat(sandbox.problems(text))
                .containsExactly("muster.conf: the HOCON library cannot resolve a block behind a substitution in which"
                        + " a key is set twice; instead of x = ${a} { ... } write x = ${a} and, as another statement,"
                        + " x { ... }");
    }

    @Test
    void servicesKeepTheOrderOfTheFile() {
        String text = "muster.services { zeta { command = [x] }\n mid { command = [x] }\n alpha { command = [x] } }";

        assertThat(sandbox.load(text).services().keySet()).containsExactly("zeta", "mid", "alpha");
    }
}
