package dev.muster.supervisor.cli;

import dev.muster.supervisor.config.ConfigException;
import dev.muster.supervisor.config.ConfigLoader;
import dev.muster.supervisor.config.LoadOptions;
import dev.muster.supervisor.migrate.Importer;
import dev.muster.supervisor.migrate.Migration;
import dev.muster.supervisor.migrate.MigrationException;
import dev.muster.supervisor.spec.Home;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** {@code muster import FILE}: what another supervisor is configured with, as a muster.conf. Needs no master. */
final class ImportCommand implements Command {

    @Override
    public void define(CommandSpec spec) {
        Options.value(spec, "FILE", "write there instead of to stdout; not over a file that exists", "-o", "--output");
        Options.flag(spec, "also over a file that exists", "--force");
        Options.words(spec, "FILE", "a supervisord.conf, a Procfile, PM2's ecosystem.json, or units of systemd");
        Options.examples(
                spec,
                "  muster import /etc/supervisor/supervisord.conf -o muster.conf",
                "  muster import /etc/systemd/system/shop-*.service");
    }

    @Override
    public int run(Invocation invocation) {
        if (invocation.words().isEmpty()) {
            throw CommandFailed.usage("import: which file?");
        }
        Terminal terminal = invocation.terminal();
        try {
            Migration migration =
                    Importer.read(invocation.words().stream().map(Path::of).toList());
            String text = migration.toHocon();
            invocation.value("--output").ifPresentOrElse(file -> write(invocation, Path.of(file), text), () -> {
                terminal.out().print(text);
                terminal.out().flush();
            });
            List<String> remarks = migration.allRemarks();
            if (!remarks.isEmpty()) {
                terminal.message("not imported:");
                remarks.forEach(remark -> terminal.message("  " + remark));
            }
            return check(invocation.home(), text, terminal);
        } catch (MigrationException e) {
            throw new CommandFailed(Exit.FAILED, "import: " + e.text());
        }
    }

    private static void write(Invocation invocation, Path file, String text) {
        try {
            if (invocation.has("--force")) {
                Files.writeString(file, text);
            } else {
                Files.writeString(file, text, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            }
        } catch (FileAlreadyExistsException e) {
            throw new CommandFailed(Exit.FAILED, "import: " + file + " exists; --force writes over it");
        } catch (IOException e) {
            throw new CommandFailed(Exit.FAILED, "import: cannot write " + file + ": " + e.getMessage());
        }
    }

    /** What the translation cannot know: a file of variables that is written in another way, two units that wait for each other. */
    private static int check(Home home, String text, Terminal terminal) {
        try {
            Path file = Files.createTempFile("muster-import", ".conf");
            try {
                Files.writeString(file, text);
                Home checked = new Home(file, home.state(), home.run(), home.logs(), home.install());
                ConfigLoader.load(checked, LoadOptions.daemon());
                return Exit.OK;
            } catch (ConfigException e) {
                terminal.message("`muster check` will not accept it yet:");
                e.problems()
                        .forEach(problem ->
                                terminal.message("  " + problem.toString().replace(file + ":", "line ")));
                return Exit.CONFIGURATION;
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new CommandFailed(Exit.FAILED, "import: cannot be checked: " + e.getMessage());
        }
    }
}
