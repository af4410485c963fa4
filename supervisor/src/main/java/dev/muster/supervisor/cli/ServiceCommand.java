package dev.muster.supervisor.cli;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;

/** {@code muster service install|uninstall|status}: units of systemd for who did not get them with a package. Needs no master. */
final class ServiceCommand implements Command {
    private static final String USER = "--user";
    private static final String NAME = "--name";
    private static final String DRY_RUN = "--dry-run";

    @Override
    public void define(CommandSpec spec) {
        Options.flag(spec, "of this user's own systemd, instead of the system's", USER);
        Options.value(
                spec, "FLEET", "one of several fleets of the host: muster@FLEET, of /etc/muster/FLEET.conf", NAME);
        Options.flag(spec, "print what would be written and run, and do nothing", DRY_RUN);
        Options.operand(spec, "ACTION", "install, uninstall or status");
        Options.examples(
                spec,
                "  muster service install --dry-run",
                "  muster service install && systemctl enable --now muster",
                "  muster service install --user && systemctl --user enable --now muster");
    }

    @Override
    public int run(Invocation invocation) {
        Optional<String> name = invocation.value(NAME);
        boolean user = invocation.has(USER);
        if (user && name.isPresent()) {
            throw CommandFailed.usage("service: --user and --name exclude each other: a user has one fleet");
        }
        if (name.isPresent() && !name.get().matches("[A-Za-z0-9_.-]+")) {
            throw CommandFailed.usage("service: --name " + name.get() + ": letters, digits, _ . and - make a name");
        }
        ServiceSetup setup = new ServiceSetup(
                new ServiceUnits(Path.of(System.getProperty("muster.install", ".")), namedJava()),
                ServiceHost.ofProcess(),
                new ServiceSetup.Wanted(user, name, invocation.has(DRY_RUN)),
                invocation.terminal());
        try {
            return switch (invocation.operand(0)) {
                case "install" -> setup.install();
                case "uninstall" -> setup.uninstall();
                case "status" -> setup.status();
                default ->
                    throw CommandFailed.usage(
                            "service: install, uninstall or status, and not " + invocation.operand(0));
            };
        } catch (UncheckedIOException e) {
            throw new CommandFailed(Exit.FAILED, "service: " + e.getMessage());
        }
    }

    /** The JVM of this process, when it is not just the one on PATH. */
    private static Optional<Path> namedJava() {
        boolean named = Stream.of("MUSTER_JAVA_HOME", "JAVA_HOME")
                .anyMatch(
                        variable -> !System.getenv().getOrDefault(variable, "").isEmpty());
        return named ? Optional.of(Path.of(System.getProperty("java.home"))) : Optional.empty();
    }
}
