package dev.muster.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is in the package, read without the tools of Debian. What it does when it is installed, {@code systemd/test} tries. */
final class DebianPackageIT {
    private static final String AR_MAGIC = "!<arch>\n";
    private static final int AR_HEADER = 60;
    private static final int AR_SIZE_AT = 48;
    private static final int AR_SIZE_LENGTH = 10;
    /** A line of {@code tar -tv}: mode, owner, and the rest of it. */
    private static final Pattern LINE = Pattern.compile("(\\S+) (\\S+) +\\d+ \\S+ \\S+ (.+)");

    private final Distribution distribution = Distribution.built();
    private final Path directory;
    private final Map<String, byte[]> members = new TreeMap<>();
    private Map<String, String> files = Map.of();

    DebianPackageIT(@TempDir Path directory) {
        this.directory = directory;
    }

    @BeforeEach
    void read() throws IOException {
        byte[] bytes = Files.readAllBytes(deb());
        assertThat(new String(bytes, 0, AR_MAGIC.length(), StandardCharsets.US_ASCII))
                .isEqualTo(AR_MAGIC);
        int at = AR_MAGIC.length();
        while (at < bytes.length) {
            String header = new String(bytes, at, AR_HEADER, StandardCharsets.US_ASCII);
            int size = Integer.parseInt(
                    header.substring(AR_SIZE_AT, AR_SIZE_AT + AR_SIZE_LENGTH).strip());
            at += AR_HEADER;
            byte[] content = new ByteArrayInputStream(bytes, at, size).readAllBytes();
            members.put(header.substring(0, header.indexOf(' ')).replace("/", ""), content);
            at += size + size % 2;
        }
        files = listing("data.tar.gz");
        listing("control.tar.gz");
    }

    @Test
    void theVersionIsThatOfTheProgramAndJavaIsAskedFor() throws IOException {
        String control = control("control");
        String version = Files.readString(distribution.root().resolve("share/man/man1/muster.1"));
        assertThat(control).contains("\nArchitecture: all\n").contains("java17-runtime-headless");
        String debian = control.lines()
                .filter(line -> line.startsWith("Version: "))
                .findFirst()
                .orElseThrow();
        assertThat(version)
                .contains(debian.replace("Version: ", "").replace("~", "-").replaceFirst("-1$", ""));
    }

    @Test
    void allIsThereAndBelongsToRoot() throws IOException {
        assertThat(distribution.jars())
                .allSatisfy(jar -> assertThat(files).containsKey("/usr/share/muster/lib/" + jar));
        assertThat(List.of(
                        "/usr/share/muster/examples/muster-examples.jar",
                        "/usr/share/man/man1/muster.1.gz",
                        "/usr/share/man/man5/muster.conf.5.gz",
                        "/usr/share/bash-completion/completions/muster",
                        "/usr/share/zsh/vendor-completions/_muster",
                        "/usr/share/fish/vendor_completions.d/muster.fish",
                        "/usr/share/doc/muster/copyright",
                        "/usr/share/doc/muster/changelog.gz",
                        "/usr/lib/systemd/system/muster.service",
                        "/usr/lib/systemd/system/muster@.service",
                        "/usr/lib/systemd/user/muster.service",
                        "/usr/lib/sysusers.d/muster.conf",
                        "/usr/lib/tmpfiles.d/muster.conf",
                        "/etc/muster/muster.conf"))
                .allSatisfy(file -> assertThat(files).containsEntry(file, "-rw-r--r--"));
        assertThat(files)
                .containsEntry("/usr/share/muster/bin/muster", "-rwxr-xr-x")
                .containsEntry("/usr/share/muster/systemd/muster-reap", "-rwxr-xr-x")
                .containsKey("/usr/bin/muster -> ../share/muster/bin/muster");
        // What is made on the host is no part of it.
        assertThat(files.keySet()).noneMatch(file -> file.startsWith("/var/") || file.startsWith("/run/"));
    }

    @Test
    void theConfigurationIsTheAdministratorsAndIsTheDemo() throws IOException {
        assertThat(control("conffiles")).isEqualTo("/etc/muster/muster.conf\n");
        assertThat(directory.resolve("data.tar.gz.d/etc/muster/muster.conf"))
                .hasSameTextualContentAs(distribution.root().resolve("conf/muster.conf"));
    }

    @Test
    void theScriptsOfThePackageStartNoServiceAndPurgeStateOnlyWhenTheyAreToldTo() throws IOException {
        for (String script : List.of("postinst", "prerm", "postrm")) {
            Path file = directory.resolve("control.tar.gz.d").resolve(script);
            assertThat(file).isExecutable();
            assertThat(Files.readString(file)).startsWith("#!/bin/sh\n").contains("\nset -e\n");
            assertThat(output("sh", "-n", file.toString())).isEmpty();
        }
        assertThat(control("postinst")).doesNotContain("systemctl start").doesNotContain("systemctl restart \"");
        String removal = control("postrm");
        assertThat(removal.substring(0, removal.indexOf("purge)")))
                .doesNotContain("/var/lib")
                .doesNotContain("/var/log");
        // Nobody can tell an upgrade from an install but by the second argument.
        assertThat(control("postinst")).contains("if [ -n \"$2\" ]; then\n            reexec_masters");
    }

    private Path deb() throws IOException {
        try (Stream<Path> built = Files.list(distribution.root().resolveSibling("."))) {
            return built.filter(file -> file.toString().endsWith("_all.deb"))
                    .max(Comparator.comparing(file -> file.toFile().lastModified())) // older builds may lie there
                    .orElseThrow();
        }
    }

    private String control(String name) throws IOException {
        return Files.readString(directory.resolve("control.tar.gz.d").resolve(name));
    }

    /** Mode by path, and that everything is root's; unpacks it as well. */
    private Map<String, String> listing(String member) throws IOException {
        Path tar = Files.write(directory.resolve(member), members.get(member));
        Path to = Files.createDirectory(directory.resolve(member + ".d"));
        output("tar", "-xzf", tar.toString(), "-C", to.toString());
        Map<String, String> modes = new TreeMap<>();
        output("tar", "-tvzf", tar.toString()).lines().forEach(line -> {
            Matcher entry = LINE.matcher(line);
            assertThat(entry.matches()).as(line).isTrue();
            assertThat(entry.group(2)).as(line).isEqualTo("root/root");
            modes.put(entry.group(3).replaceFirst("^\\.?", ""), entry.group(1));
        });
        return modes;
    }

    private static String output(String... words) throws IOException {
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
