package dev.muster.supervisor.cli;

import dev.muster.supervisor.cli.ServiceUnits.Written;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Puts the units of a fleet where systemd finds them, takes them away, and asks systemd how the fleet is. One thread. */
final class ServiceSetup {
    private final ServiceUnits units;
    private final ServiceHost host;
    private final Wanted wanted;
    private final Terminal terminal;

    ServiceSetup(ServiceUnits units, ServiceHost host, Wanted wanted, Terminal terminal) {
        this.units = units;
        this.host = host;
        this.wanted = wanted;
        this.terminal = terminal;
    }

    int install() {
        units.paths().forEach(this::mustBeReachable);
        if (!wanted.user() && host.hasPackagedUnit()) {
            refuse("a package has brought " + ServiceUnits.UNIT + "; next: "
                    + systemctl("enable", "--now", wanted.unit()));
        }
        List<Written> files = files();
        for (Written file : files) {
            if (file.found().isPresent() && !file.isOurs()) {
                refuse(file.file() + " is there, and was not written by `muster service install`: move it away");
            }
        }
        Path configuration = etc().resolve("muster/muster.conf");
        boolean demo = !wanted.user() && wanted.name().isEmpty() && Files.notExists(configuration);
        if (wanted.dryRun()) {
            files.forEach(this::print);
            if (demo) {
                print(new Written(configuration, demo()));
            }
            preparations().forEach(words -> terminal.data("# " + String.join(" ", words)));
            return Exit.OK;
        }
        mayChange();
        files.forEach(this::write);
        if (demo) {
            write(new Written(configuration, demo()));
        }
        preparations().forEach(this::run);
        wanted.name()
                .map(name -> etc().resolve("muster/" + name + ".conf"))
                .filter(Files::notExists)
                .ifPresent(missing -> terminal.message("first: write " + missing));
        terminal.message("next: " + systemctl("enable", "--now", wanted.unit()));
        if (wanted.user()) {
            terminal.message("      loginctl enable-linger      # so that it outlives your last session");
        }
        return Exit.OK;
    }

    int uninstall() {
        List<Written> ours = new ArrayList<>(files());
        if (!wanted.user()) {
            boolean otherStays =
                    Files.exists(unitFile(wanted.name().isEmpty() ? ServiceUnits.TEMPLATE : ServiceUnits.UNIT));
            if (otherStays) {
                ours.subList(1, ours.size()).clear(); // it needs what they share
            }
        }
        ours.removeIf(file -> !file.isOurs());
        if (ours.isEmpty()) {
            terminal.message("there is nothing here that `muster service install` has written");
            return Exit.OK;
        }
        if (host.runsSystemd()) {
            refuseWhileInUse();
        }
        if (wanted.dryRun()) {
            ours.forEach(file -> terminal.data("remove " + file.file()));
            return Exit.OK;
        }
        mayChange();
        ours.forEach(file -> {
            try {
                Files.delete(file.file());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            terminal.data("removed " + file.file());
        });
        run(systemctl().with("daemon-reload"));
        terminal.message("configuration, queues and logs stay");
        return Exit.OK;
    }

    int status() {
        mustRunSystemd();
        Map<String, String> properties = properties(wanted.unit() + ".service");
        String unit = wanted.unit() + ".service";
        if (!properties.getOrDefault("LoadState", "").equals("loaded")) {
            terminal.message(unit + " is not installed: muster service install" + (wanted.user() ? " --user" : ""));
            return Exit.UNKNOWN;
        }
        String active = properties.getOrDefault("ActiveState", "unknown");
        String pid = properties.getOrDefault("MainPID", "0");
        String text = properties.getOrDefault("StatusText", "");
        terminal.data(unit + ": " + active + " (" + properties.getOrDefault("SubState", "") + "), "
                + properties.getOrDefault("UnitFileState", "")
                + (pid.equals("0") ? "" : ", pid " + pid)
                + (text.isEmpty() ? "" : ": " + text));
        terminal.data("  " + properties.getOrDefault("FragmentPath", ""));
        boolean up = active.equals("active") || active.equals("reloading");
        if (!up) {
            terminal.message("next: " + systemctl("enable", "--now", wanted.unit()));
        }
        return up ? Exit.OK : Exit.NOT_ALL_RUNNING;
    }

    private void mustBeReachable(Path path) {
        if (!ServiceUnits.isPlain(path)) {
            refuse(path + " has characters that mean something in a unit: install it elsewhere (install.sh --prefix)");
        }
        if (!wanted.user() && host.hides(path)) {
            refuse(path + " is hidden from a service of the system: install it with " + units.install()
                    + "/install.sh (to /usr/local), or make it a service of your own with --user");
        }
    }

    private void refuseWhileInUse() {
        List<String> used = new ArrayList<>();
        if (wanted.name().isPresent()) {
            // The template is there for all that have a name.
            host.run(systemctl().with("list-units", "--plain", "--no-legend", "muster@*.service"))
                    .text()
                    .lines()
                    .map(line -> line.replaceFirst("\\s.*", ""))
                    .filter(unit -> unit.endsWith(".service"))
                    .forEach(used::add);
        } else {
            Map<String, String> properties = properties(ServiceUnits.UNIT);
            if (!List.of("inactive", "failed").contains(properties.getOrDefault("ActiveState", "inactive"))
                    || properties.getOrDefault("UnitFileState", "").equals("enabled")) {
                used.add(wanted.unit());
            }
        }
        if (!used.isEmpty()) {
            refuse(String.join(", ", used) + " is in use; first: "
                    + systemctl("disable", "--now", String.join(" ", used)));
        }
    }

    private Map<String, String> properties(String unit) {
        ServiceHost.Ended ended = host.run(systemctl()
                .with(
                        "show",
                        "--property=LoadState,ActiveState,SubState,UnitFileState,FragmentPath,MainPID,StatusText",
                        unit));
        if (ended.code() != Exit.OK) {
            refuse("systemd does not answer: " + ended.text());
        }
        Map<String, String> properties = new HashMap<>();
        ended.text().lines().forEach(line -> {
            int at = line.indexOf('=');
            properties.put(line.substring(0, Math.max(at, 0)), line.substring(at + 1));
        });
        return properties;
    }

    /** What makes the files take effect; nothing is started. */
    private List<List<String>> preparations() {
        List<List<String>> commands = new ArrayList<>();
        if (!wanted.user()) {
            commands.add(List.of("systemd-sysusers", "muster.conf"));
            commands.add(List.of("systemd-tmpfiles", "--create", "muster.conf"));
        }
        commands.add(systemctl().with("daemon-reload"));
        return commands;
    }

    private void mustRunSystemd() {
        if (!host.runsSystemd()) {
            refuse("systemd does not run here: have the init of this host start `muster daemon`, or use `muster run`");
        }
    }

    private void mayChange() {
        mustRunSystemd();
        if (!wanted.user() && !host.privileged()) {
            refuse("only root may change the services of the system: use sudo, or --user for a service of your own");
        }
    }

    private void run(List<String> words) {
        ServiceHost.Ended ended = host.run(words);
        if (ended.code() != Exit.OK) {
            refuse(String.join(" ", words) + " failed: " + ended.text());
        }
    }

    private void write(Written wanted) {
        Path file = wanted.file();
        if (wanted.found().filter(wanted.text()::equals).isPresent()) {
            terminal.data("unchanged " + file);
            return;
        }
        try {
            Files.createDirectories(file.resolveSibling("."));
            Path fresh = Files.createTempFile(
                    file.resolveSibling("."), file.getFileName().toString(), ".new");
            Files.writeString(fresh, wanted.text());
            Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-r--r--"));
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        terminal.data("wrote " + file);
    }

    private void print(Written file) {
        terminal.data("# " + file.file());
        terminal.data(file.text());
    }

    private List<Written> files() {
        return wanted.user()
                ? units.ofUser(host.userConfig())
                : units.ofSystem(etc(), wanted.name().isPresent());
    }

    private String demo() {
        try {
            return Files.readString(units.install().resolve("conf/muster.conf"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path etc() {
        return host.root().resolve("etc");
    }

    private Path unitFile(String name) {
        return etc().resolve("systemd/system").resolve(name);
    }

    private Systemctl systemctl() {
        return new Systemctl(wanted.user());
    }

    private String systemctl(String... words) {
        return String.join(" ", systemctl().with(words));
    }

    private void refuse(String why) {
        throw new CommandFailed(Exit.FAILED, "service: " + why);
    }

    private record Systemctl(boolean ofUser) {

        List<String> with(String... words) {
            List<String> command = new ArrayList<>(List.of("systemctl"));
            if (ofUser) {
                command.add("--user");
            }
            command.addAll(List.of(words));
            return command;
        }
    }

    /**
     * Which service, and whether anything is to happen.
     *
     * @param name of one of several fleets
     */
    record Wanted(boolean user, Optional<String> name, boolean dryRun) {

        String unit() {
            return name.map("muster@"::concat).orElse("muster");
        }
    }
}
