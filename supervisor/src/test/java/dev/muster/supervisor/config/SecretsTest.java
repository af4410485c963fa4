package dev.muster.supervisor.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.spec.Change;
import dev.muster.supervisor.spec.Environment;
import dev.muster.supervisor.spec.Secret;
import dev.muster.supervisor.spec.ServiceSpec;
import dev.muster.supervisor.spec.SpecDiff;
import dev.muster.supervisor.spec.SpecView;
import dev.muster.supervisor.testkit.Sandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Variables whose value is in a file: what a load can say of them, and what it never tells. */
final class SecretsTest {

    private final Sandbox sandbox;

    SecretsTest(@TempDir Path directory) {
        sandbox = new Sandbox(directory);
    }

    private void secret(String name, String text, String mode) throws IOException {
        Files.setPosixFilePermissions(sandbox.write(name, text), PosixFilePermissions.fromString(mode));
    }

    private Environment environment(String inside) {
        return sandbox.service("command = [a], environment { " + inside + " }")
                .launch()
                .environment();
    }

    private String problem(String inside) {
        return String.join(
                "\n",
                sandbox.problems(
                        """
                muster.services.s {
                  command = [a]
                  environment { %s }
                }
                """
                                .formatted(inside)));
    }

    @Test
    void fileIsNamedRelativeToTheConfigurationAndNotRead() throws IOException {
        secret("db.password", "hunter2\n", "rw-------");

        Environment environment = environment("DB = { file = db.password }, PLAIN = x");

        Path file = sandbox.directory().resolve("db.password");
        assertThat(environment.secrets())
                .isEqualTo(Map.of("DB", new Secret(Secret.Source.FILE, file.toString(), false)));
        assertThat(environment.plain()).containsEntry("PLAIN", "x").doesNotContainKey("DB");
    }

    @Test
    void secretTakesThePlaceOfAVariableOfTheEnvFile() throws IOException {
        secret("db.password", "hunter2\n", "rw-------");
        sandbox.write("x.env", "DB=plain\n");

        ServiceSpec spec = sandbox.service("command = [a], env-file = x.env, environment.DB = { file = db.password }");

        assertThat(spec.launch().environment().plain()).doesNotContainKey("DB");
        assertThat(spec.launch().environment().secrets()).containsOnlyKeys("DB");
    }

    @Test
    void missingFileIsToldWithItsPlaceAndTheRemedy() {
        assertThat(problem("DB = { file = nowhere }"))
                .startsWith("muster.conf:3: muster.services.s.environment.DB.file: no such file: ")
                .endsWith("create it, for the master's user alone to read (chmod 0600)");
    }

    @Test
    void fileThatEverybodyMayReadIsRefused() throws IOException {
        secret("db.password", "hunter2", "rw-r--r--");

        assertThat(problem("DB = { file = db.password }"))
                .startsWith("muster.conf:3: muster.services.s.environment.DB.file: ")
                .contains("may be read by every user (mode 0644); chmod 0600 it")
                .doesNotContain("hunter2");
    }

    @Test
    void fileThatAGroupMayWriteIsRefusedAndOneThatItMayReadIsNot() throws IOException {
        secret("written", "x", "rw-rw----");
        secret("read", "x", "rw-r-----");

        assertThat(problem("DB = { file = written }")).contains("may be written by more than its owner (mode 0660)");
        assertThat(environment("DB = { file = read }").secrets()).containsOnlyKeys("DB");
    }

    @Test
    void fileThatIsTooLargeIsRefusedUnlessOnlyItsPathIsGiven() throws IOException {
        secret("large", "x".repeat(Secret.MOST_BYTES + 1), "rw-------");

        assertThat(problem("DB = { file = large }")).contains("has 65537 bytes, a secret at most 65536");
        assertThat(environment("DB = { file = large, as = path }").secrets().get("DB"))
                .extracting(Secret::asPath)
                .isEqualTo(true);
    }

    @Test
    void directoryIsNoSecret() {
        assertThat(problem("DB = { file = \".\" }")).contains("is not a regular file; name the file itself");
    }

    @Test
    void whatIsNeitherAFileNorACredentialIsRefused() {
        assertThat(problem("DB = {}")).contains("environment.DB: needs exactly one of file and credential");
        assertThat(problem("DB = { credential = a, file = b }")).contains("needs exactly one of file and credential");
        assertThat(problem("DB = { credential = a, as = name }")).contains("environment.DB.as: can only be path");
        assertThat(problem("DB = { credential = a, mode = x }")).contains("environment.DB.mode: unknown key");
        assertThat(problem("DB = { credential = \"../shadow\" }"))
                .contains("environment.DB.credential: must be a name as LoadCredential= takes it, without /");
    }

    @Test
    void credentialIsLookedForWhereTheMasterKnowsTheDirectory() {
        assertThat(environment("DB = { credential = db.password }").secrets())
                .isEqualTo(Map.of("DB", new Secret(Secret.Source.CREDENTIAL, "db.password", false)));

        Sandbox master =
                sandbox.with("CREDENTIALS_DIRECTORY", sandbox.directory().toString());
        assertThat(master.problems("muster.services.s { command = [a], environment.DB = { credential = gone } }"))
                .singleElement()
                .asString()
                .contains("environment.DB.credential: no such file: ");
    }

    @Test
    void viewShowsWhereASecretIsAndReadsBackAsTheSame() throws IOException {
        secret("db.password", "hunter2", "rw-------");
        String text =
                "command = [a], environment { DB_PASSWORD = { file = db.password }, K = { credential = k, as = path } }";

        String shown = SpecView.toText(sandbox.load("muster.services.s { " + text + " }"));

        assertThat(shown)
                .contains("environment.\"DB_PASSWORD\".file = \"" + sandbox.directory() + "/db.password\"")
                .contains("environment.K.credential = k")
                .contains("environment.K.as = path")
                .doesNotContain("hunter2")
                .doesNotContain("***");
        assertThat(sandbox.load(shown)).isEqualTo(sandbox.load("muster.services.s { " + text + " }"));
    }

    @Test
    void otherFileIsAnotherIdentityAndOtherContentIsNot() throws IOException {
        secret("a", "hunter2", "rw-------");
        secret("b", "hunter2", "rw-------");
        ServiceSpec before = sandbox.service("command = [x], environment.DB = { file = a }");
        ServiceSpec after = sandbox.service("command = [x], environment.DB = { file = b }");

        assertThat(SpecDiff.between(before, after)).singleElement().satisfies(change -> {
            assertThat(change.kind()).isEqualTo(Change.Kind.IDENTITY);
            assertThat(change.toString()).contains("environment.DB", "/a}", "/b}");
        });
        secret("a", "rotated", "rw-------");
        assertThat(sandbox.service("command = [x], environment.DB = { file = a }"))
                .isEqualTo(before);
    }

    @Test
    void envFileOfAServiceWithAUserIsNobodyElsesToWrite() throws IOException {
        secret("x.env", "A=1\n", "rw-rw-r--");
        String service = "muster.services.s { command = [a], env-file = x.env, user = daemon }";

        assertThat(sandbox.problems(service))
                .singleElement()
                .asString()
                .contains("services.s.env-file: ", "may be written by others than root", "mode 0664", "chmod go-w it");
        secret("x.env", "A=1\n", "rw-r--r--");
        assertThat(sandbox.problems(service)).isEmpty();
    }

    @Test
    void noTextOfASpecificationTellsASecretOfTheConfiguration() {
        ServiceSpec spec = sandbox.service(
                "command = [a, --password, hunter2], environment { DB_PASSWORD = hunter2 }, settings.token = hunter2");

        assertThat(spec.toString()).contains("DB_PASSWORD").doesNotContain("hunter2");
        assertThat(spec.launch().environment().toString()).doesNotContain("hunter2");
    }
}
