package dev.muster.supervisor.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code muster service}, in a host of its own whose systemd only listens. */
final class ServiceSetupTest {
    private static final ServiceSetup.Wanted SYSTEM = new ServiceSetup.Wanted(false, Optional.empty(), false);
    private static final ServiceSetup.Wanted USER = new ServiceSetup.Wanted(true, Optional.empty(), false);
    private static final ServiceSetup.Wanted NAMED = new ServiceSetup.Wanted(false, Optional.of("shop"), false);

    private final Path root;
    private final Path install;
    private final Path unit;
    private final Path userUnit;
    private final List<String> ran = new ArrayList<>();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private String answer = "ActiveState=inactive";
    private boolean privileged = true;
    private Path from;

    ServiceSetupTest(@TempDir Path directory) {
        root = directory.resolve("host");
        install = directory.resolve("muster");
        from = install;
        unit = root.resolve("etc/systemd/system/muster.service");
        userUnit = directory.resolve("config/systemd/user/muster.service");
    }

    @BeforeEach
    void distribute() throws IOException {
        Files.createDirectories(root.resolve("run/systemd/system"));
        Path systemd = Files.createDirectories(install.resolve("systemd"));
        Path sources = Path.of("..", "systemd");
        for (String name : List.of(
                "muster.service",
                "muster@.service",
                "muster-leftovers@.service",
                "muster.sysusers",
                "muster.tmpfiles")) {
            Files.copy(sources.resolve(name), systemd.resolve(name));
        }
        Files.createDirectories(systemd.resolve("user"));
        for (String name : List.of("user/muster.service", "user/muster-leftovers@.service")) {
            Files.copy(sources.resolve(name), systemd.resolve(name));
        }
        Files.createDirectories(install.resolve("conf"));
        Files.writeString(install.resolve("conf/muster.conf"), "muster {}\n");
    }

    @Test
    void unitOfTheUserStartsThisProgramAndNotThatOfAPackage() throws IOException {
        assertThat(setup(USER).install()).isEqualTo(Exit.OK);
        assertThat(userUnit)
                .content()
                .startsWith(ServiceUnits.MARK)
                .contains("\nExecStart=" + install + "/bin/muster daemon --home %h/")
                .contains(install + "/systemd/muster-reap")
                .doesNotContain("/usr/bin/muster")
                .doesNotContain("/usr/share/muster");
        assertThat(ran).containsExactly("systemctl --user daemon-reload");
        assertThat(said())
                .contains("next: systemctl --user enable --now muster\n")
                .contains("enable-linger");
        assertThat(root.resolve("etc")).doesNotExist();
    }

    @Test
    void systemGetsTheUnitTheUserTheDirectoriesAndTheDemoButStartsNothing() throws IOException {
        assertThat(setup(SYSTEM).install()).isEqualTo(Exit.OK);
        assertThat(unit).content().contains("\nUser=muster\n");
        assertThat(root.resolve("etc/sysusers.d/muster.conf")).content().contains("\nu muster ");
        assertThat(root.resolve("etc/muster/muster.conf")).hasContent("muster {}\n");
        assertThat(ran)
                .containsExactly(
                        "systemd-sysusers muster.conf",
                        "systemd-tmpfiles --create muster.conf",
                        "systemctl daemon-reload");
        assertThat(said()).endsWith("next: systemctl enable --now muster\n");

        Files.writeString(root.resolve("etc/muster/muster.conf"), "muster { name = mine }");
        setup(SYSTEM).install();
        assertThat(said()).contains("unchanged " + unit).doesNotContain("wrote ");
        assertThat(root.resolve("etc/muster/muster.conf")).hasContent("muster { name = mine }");
    }

    @Test
    void aDryRunPrintsEverythingAndNeedsNeitherRootNorSystemd() throws IOException {
        privileged = false;
        Files.delete(root.resolve("run/systemd/system"));
        ServiceSetup.Wanted dry = new ServiceSetup.Wanted(false, Optional.of("shop"), true);
        assertThat(setup(dry).install()).isEqualTo(Exit.OK);
        assertThat(said())
                .contains("# " + root + "/etc/systemd/system/muster@.service\n")
                .contains("/etc/muster/%i.conf")
                .contains("# systemctl daemon-reload\n");
        assertThat(ran).isEmpty();
        assertThat(root.resolve("etc")).doesNotExist();
    }

    @Test
    void refusesWithTheRemedy() throws IOException {
        privileged = false;
        assertRefused(SYSTEM, "only root may change the services of the system: use sudo, or --user");
        privileged = true;
        Files.delete(root.resolve("run/systemd/system"));
        assertRefused(SYSTEM, "systemd does not run here");
        Files.createDirectories(root.resolve("run/systemd/system"));
        from = root.resolve("home/me/muster");
        assertRefused(SYSTEM, "hidden from a service of the system: install it with " + from + "/install.sh");
        from = Path.of("/opt/100% muster");
        assertRefused(USER, "characters that mean something in a unit");
        from = install;
        Path packaged = root.resolve("usr/lib/systemd/system/muster.service");
        Files.createDirectories(packaged.getParent());
        Files.createFile(packaged);
        assertRefused(SYSTEM, "a package has brought muster.service; next: systemctl enable --now muster");
        assertThat(ran).isEmpty();
        assertThat(root.resolve("etc")).doesNotExist();
    }

    @Test
    void unitOfSomebodyElseIsNeitherReplacedNorRemoved() throws IOException {
        Files.createDirectories(unit.getParent());
        Files.writeString(unit, "[Service]\n");
        assertRefused(SYSTEM, unit + " is there, and was not written by `muster service install`");
        assertThat(setup(SYSTEM).uninstall()).isEqualTo(Exit.OK);
        assertThat(said()).contains("nothing here");
        assertThat(unit).hasContent("[Service]\n");
    }

    @Test
    void isRemovedWhenItIsStoppedAndTheConfigurationStays() throws IOException {
        setup(SYSTEM).install();
        answer = "ActiveState=active\nUnitFileState=enabled";
        assertThatThrownBy(() -> setup(SYSTEM).uninstall())
                .hasMessageContaining("muster is in use; first: systemctl disable --now muster");
        assertThat(unit).exists();
        answer = "ActiveState=inactive\nUnitFileState=disabled";
        assertThat(setup(SYSTEM).uninstall()).isEqualTo(Exit.OK);
        assertThat(files()).containsExactly(root.resolve("etc/muster/muster.conf"));
    }

    @Test
    void whatFleetsShareStaysUntilTheLastOneIsRemoved() throws IOException {
        setup(SYSTEM).install();
        setup(NAMED).install();
        assertThat(said())
                .contains("first: write " + root + "/etc/muster/shop.conf")
                .contains("muster@shop");
        setup(SYSTEM).uninstall();
        assertThat(unit).doesNotExist();
        assertThat(root.resolve("etc/systemd/system/muster-leftovers@.service")).exists();
        answer = "muster@shop.service loaded active running Muster: the fleet shop";
        assertThatThrownBy(() -> setup(NAMED).uninstall()).hasMessageContaining("disable --now muster@shop.service");
        answer = "";
        setup(NAMED).uninstall();
        assertThat(files()).containsExactly(root.resolve("etc/muster/muster.conf"));
    }

    @Test
    void statusIsWhatSystemdSays() {
        answer = "LoadState=not-found";
        assertThat(setup(SYSTEM).status()).isEqualTo(Exit.UNKNOWN);
        assertThat(said()).contains("muster.service is not installed: muster service install");
        answer = "LoadState=loaded\nActiveState=active\nSubState=running\nUnitFileState=enabled\nMainPID=7\n"
                + "StatusText=3/3 ready\nFragmentPath=/etc/systemd/system/muster@.service";
        assertThat(setup(NAMED).status()).isEqualTo(Exit.OK);
        assertThat(said()).contains("muster@shop.service: active (running), enabled, pid 7: 3/3 ready\n");
        answer = "LoadState=loaded\nActiveState=failed\nSubState=failed\nUnitFileState=disabled\nMainPID=0";
        assertThat(setup(USER).status()).isEqualTo(Exit.NOT_ALL_RUNNING);
        assertThat(said()).contains("next: systemctl --user enable --now muster");
    }

    /** One that the service would not find otherwise. */
    @Test
    void javaThatWasNamedIsNamedInTheUnit() throws IOException {
        ServiceUnits units = new ServiceUnits(install, Optional.of(Path.of("/opt/jdk-21")));
        String text = units.ofUser(root).get(0).text();
        assertThat(text).contains("[Service]\nEnvironment=MUSTER_JAVA_HOME=/opt/jdk-21\n");
    }

    private void assertRefused(ServiceSetup.Wanted wanted, String why) {
        assertThatThrownBy(() -> setup(wanted).install())
                .isInstanceOf(CommandFailed.class)
                .hasMessageContaining(why);
    }

    private ServiceSetup setup(ServiceSetup.Wanted wanted) {
        out.reset();
        PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
        ServiceHost host = new ServiceHost(root, root.resolveSibling("config"), privileged, words -> {
            String command = String.join(" ", words);
            if (!command.contains(" show ") && !command.contains(" list-units ")) {
                ran.add(command);
            }
            return new ServiceHost.Ended(Exit.OK, answer);
        });
        ServiceUnits units = new ServiceUnits(from, Optional.empty());
        return new ServiceSetup(units, host, wanted, new Terminal(stream, stream, false, false));
    }

    private String said() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }
}
