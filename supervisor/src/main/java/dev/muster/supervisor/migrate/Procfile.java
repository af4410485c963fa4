package dev.muster.supervisor.migrate;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Heroku's and foreman's {@code name: command}, one a line; each command is a shell's. Stateless. */
final class Procfile {
    private static final Pattern LINE = Pattern.compile("([A-Za-z0-9_-]+):\\s*(.+)");
    private static final int FIRST_PORT = 5000;
    private static final int PORTS_APART = 100;

    private Procfile() {}

    static Migration read(Path file) {
        Names names = new Names();
        List<Draft> drafts = new ArrayList<>();
        List<String> lines = Importer.lines(file);
        Path parent = file.toAbsolutePath().normalize().getParent();
        Path directory = parent == null ? Path.of("/") : parent;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            Matcher matcher = LINE.matcher(line);
            if (!matcher.matches()) {
                throw new MigrationException(file + ":" + (i + 1) + ": expected NAME: COMMAND");
            }
            Draft draft = names.draft(matcher.group(1));
            command(draft, matcher.group(1), matcher.group(2), FIRST_PORT + PORTS_APART * drafts.size(), directory);
            draft.text("working-directory", directory.toString());
            Path environment = directory.resolve(".env");
            if (Files.isRegularFile(environment)) {
                draft.text("env-file", environment.toString());
            }
            drafts.add(draft);
        }
        return Migration.of(file.toString(), List.of(), drafts);
    }

    /** foreman gives each kind of process a hundred ports and each process the next one of them. */
    private static void command(Draft draft, String name, String command, int port, Path directory) {
        boolean listens = name.equals("web") || command.contains("PORT");
        boolean shell = Words.needsShell(command);
        if (listens) {
            String exec = shell && command.matches("(?s).*[|&;].*|\\s*[A-Za-z_][A-Za-z0-9_]*=.*") ? "" : "exec ";
            String export = "export PORT=$((" + port + " + MUSTER_SLOT - 1)); ";
            draft.set("command", Hocon.list(List.of("sh", "-c", export + exec + command)));
        } else if (shell) {
            draft.set("command", Hocon.list(List.of("sh", "-c", command)));
        } else {
            List<String> words = new ArrayList<>(Words.split(command));
            if (words.get(0).indexOf('/') > 0) {
                words.set(0, directory.resolve(words.get(0)).normalize().toString());
            }
            draft.set("command", Hocon.list(words));
        }
        draft.set("workers", "1");
    }
}
