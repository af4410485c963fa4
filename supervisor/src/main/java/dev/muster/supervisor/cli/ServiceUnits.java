package dev.muster.supervisor.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The units of the distribution, written for where it lies. Immutable.
 *
 * @param install the distribution
 * @param java the JDK or JRE that was asked for by name, if one was: a service does not find the caller's environment
 */
record ServiceUnits(Path install, Optional<Path> java) {
    /** What every file begins with that is written, so that only these are replaced and removed. */
    static final String MARK = "# Written by `muster service install`";

    static final String UNIT = "muster.service";
    static final String TEMPLATE = "muster@.service";
    private static final String LEFTOVERS = "muster-leftovers@.service";
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9/._+,:@=~-]+");

    /** The paths that come to stand in the units. */
    List<Path> paths() {
        List<Path> paths = new ArrayList<>(List.of(install));
        java.ifPresent(paths::add);
        return paths;
    }

    /** Whether systemd takes each of its characters as it stands. */
    static boolean isPlain(Path path) {
        return PLAIN.matcher(path.toString()).matches();
    }

    /** Of the system: {@code muster.service}, or the template for fleets with a name; with the user and the directories. */
    List<Written> ofSystem(Path etc, boolean template) {
        Path units = etc.resolve("systemd/system");
        return List.of(
                unit("", template ? TEMPLATE : UNIT, units),
                unit("", LEFTOVERS, units),
                new Written(etc.resolve("sysusers.d/muster.conf"), marked("muster.sysusers")),
                new Written(etc.resolve("tmpfiles.d/muster.conf"), marked("muster.tmpfiles")));
    }

    /** Of the user's own systemd. */
    List<Written> ofUser(Path config) {
        Path units = config.resolve("systemd/user");
        return List.of(unit("user", UNIT, units), unit("user", LEFTOVERS, units));
    }

    private Written unit(String kind, String name, Path directory) {
        String text = marked(Path.of(kind, name).toString());
        if (java.isPresent()) {
            text = text.replace("[Service]\n", "[Service]\nEnvironment=MUSTER_JAVA_HOME=" + java.get() + "\n");
        }
        return new Written(directory.resolve(name), text);
    }

    private String marked(String name) {
        try {
            String text = Files.readString(install.resolve("systemd").resolve(name));
            return MARK + " of " + install + "; `muster service uninstall` removes it.\n"
                    + text.replace(
                                    "/usr/bin/muster",
                                    install.resolve("bin/muster").toString())
                            .replace("/usr/share/muster/", install + "/");
        } catch (IOException e) {
            throw new UncheckedIOException("the distribution is not complete: " + e, e);
        }
    }

    /** A file and what is in it. */
    record Written(Path file, String text) {

        boolean isUnit() {
            return file.toString().endsWith(".service");
        }

        /** What is there now, if anything is. */
        Optional<String> found() {
            try {
                return Files.exists(file) ? Optional.of(Files.readString(file)) : Optional.empty();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        boolean isOurs() {
            return found().filter(there -> there.startsWith(MARK)).isPresent();
        }
    }
}
