package dev.muster.supervisor.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.spec.Program;
import dev.muster.supervisor.spec.ServiceSpec;
import dev.muster.supervisor.testkit.Sandbox;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a path in a configuration is relative to, and which variables a file can see. */
final class PathsTest {

    private final Sandbox sandbox;

    PathsTest(@TempDir Path directory) {
        sandbox = new Sandbox(directory);
    }

    private Program program(String inside) {
        return sandbox.service(inside).launch().program();
    }

    @Test
    void pathsAreRelativeToTheConfigurationFile() {
        Path jar = sandbox.write("lib/app.jar", "");

        assertThat(program("jar = lib/app.jar")).extracting("jar").isEqualTo(jar);
        assertThat(program("main = a.B, classpath = lib"))
                .extracting("classpath")
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .containsExactly(sandbox.directory().resolve("lib").toString());
        assertThat(sandbox.service("command = [a], working-directory = lib")
                        .launch()
                        .workingDirectory())
                .isEqualTo(sandbox.directory().resolve("lib"));
    }

    @Test
    void programWithASlashIsRelativeToTheFileAndAPlainNameIsLeftToPath() {
        String directory = sandbox.directory().toString();

        assertThat(program("command = [./run.sh, ./x]")).isEqualTo(command(directory + "/run.sh", "./x"));
        assertThat(program("command = [bin/run]")).isEqualTo(command(directory + "/bin/run"));
        assertThat(program("command = [/bin/run]")).isEqualTo(command("/bin/run"));
        assertThat(program("command = [run]")).isEqualTo(command("run"));
    }

    @Test
    void workingDirectoryIsThatOfTheFileUnlessItIsSaid() {
        ServiceSpec service = sandbox.service("command = [a]");

        assertThat(service.launch().workingDirectory()).isEqualTo(sandbox.directory());
    }

    @Test
    void directoryOfJarsIsExpandedInTheOrderOfNamesWithoutSources() {
        for (String name : new String[] {"c.jar", "a.jar", "b.jar", "a-sources.jar", "notes.txt"}) {
            sandbox.write("lib/" + name, "");
        }
        String lib = sandbox.directory() + "/lib/";

        assertThat(program("main = a.B, classpath = [\"lib/*\"]"))
                .extracting("classpath")
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .containsExactly(lib + "a.jar", lib + "b.jar", lib + "c.jar");
    }

    @Test
    void substitutionsSeeTheGivenEnvironmentAndNothingElse() {
        String inside = "command = [a], settings { x = ${?GIVEN}, y = ${?PATH} }";

        assertThat(sandbox.with("GIVEN", "1").service(inside).launch().settings())
                .containsOnlyKeys("x")
                .containsEntry("x", "1");
    }

    private static Program command(String... argv) {
        return new Program.Command(List.of(argv));
    }
}
