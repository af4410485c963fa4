package dev.muster.supervisor.migrate;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Knows a file's format by its name and contents, and has it translated. Stateless. */
public final class Importer {
    private static final Set<String> UNITS = Set.of(
            "service", "timer", "socket", "target", "mount", "path", "slice", "scope", "swap", "device", "automount");

    private Importer() {}

    /**
     * Translates a file, or several units of systemd's.
     *
     * @throws MigrationException when a file cannot be read or is none that we know
     */
    public static Migration read(List<Path> files) {
        Path first = files.get(0);
        Format format = format(first);
        if (format == Format.SYSTEMD) {
            for (Path file : files) {
                if (format(file) != Format.SYSTEMD) {
                    throw new MigrationException(file + " is no unit; units are imported among themselves");
                }
            }
            return new SystemdUnits().read(files);
        }
        if (files.size() > 1) {
            throw new MigrationException("only systemd units are imported several at a time; " + first + " is none");
        }
        return switch (format) {
            case SUPERVISORD -> new SupervisordFile().read(first);
            case PROCFILE -> Procfile.read(first);
            case PM2 -> new Pm2File().read(first);
            case SYSTEMD -> throw new IllegalStateException("handled above");
        };
    }

    private static Format format(Path file) {
        String name = String.valueOf(file.getFileName());
        String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        if (UNITS.contains(extension)) {
            return Format.SYSTEMD;
        } else if (name.startsWith("Procfile") || extension.equals("procfile")) {
            return Format.PROCFILE;
        } else if (Set.of("js", "cjs", "mjs", "ts").contains(extension)) {
            throw new MigrationException(file + " is a program; export what it says as JSON:"
                    + " node -p 'JSON.stringify(require(\"" + file.toAbsolutePath() + "\"))' > ecosystem.json");
        } else if (extension.equals("json")) {
            return Format.PM2;
        } else if (Set.of("yml", "yaml").contains(extension)) {
            throw new MigrationException(file + " is YAML; export it as JSON, which PM2 reads as well");
        }
        String text = String.join("\n", lines(file));
        if (text.matches(
                "(?s).*(^|\\n)\\[(program:|supervisord\\]|group:|include\\]|eventlistener:|fcgi-program:).*")) {
            return Format.SUPERVISORD;
        } else if (text.matches("(?s).*(^|\\n)\\[Service\\].*")) {
            return Format.SYSTEMD;
        }
        throw new MigrationException(file + " is none of supervisord.conf, Procfile, PM2's JSON and systemd units");
    }

    static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new MigrationException("cannot read " + file + ": " + reason(e), e);
        }
    }

    private static String reason(IOException e) {
        return e instanceof java.nio.file.NoSuchFileException ? "there is no such file" : e.toString();
    }

    private enum Format {
        SUPERVISORD,
        PROCFILE,
        PM2,
        SYSTEMD
    }
}
