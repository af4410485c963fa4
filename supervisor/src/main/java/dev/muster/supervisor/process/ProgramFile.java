package dev.muster.supervisor.process;

import dev.muster.supervisor.process.SpawnException.Kind;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the file to execute, as {@code execvp} does but in the child's {@code PATH}, and says what is wrong with one that cannot be
 * executed. No state.
 */
final class ProgramFile {

    /** What the C library searches when there is no PATH. */
    private static final String DEFAULT_PATH = "/bin:/usr/bin";

    private ProgramFile() {}

    /** The absolute path of the program; relative names and PATH entries are relative to the working directory. */
    static Path find(String name, Map<String, String> environment, Path workingDirectory) throws SpawnException {
        if (name.indexOf('/') >= 0) {
            Path file = workingDirectory.resolve(name);
            if (!Files.exists(file)) {
                throw new SpawnException(Kind.NOT_FOUND, "program " + file + " does not exist");
            }
            return requireExecutable(file);
        }
        String path = environment.getOrDefault("PATH", DEFAULT_PATH);
        Optional<Path> refused = Optional.empty();
        for (String directory : path.split(":", -1)) {
            Path file = workingDirectory.resolve(directory).resolve(name);
            if (Files.isRegularFile(file)) {
                if (Files.isExecutable(file)) {
                    return file;
                }
                refused = refused.or(() -> Optional.of(file));
            }
        }
        if (refused.isPresent()) {
            return requireExecutable(refused.get());
        }
        throw new SpawnException(
                Kind.NOT_FOUND,
                "program " + name + " is in no directory of its PATH (" + path
                        + "); give the full path, or set PATH in environment");
    }

    private static Path requireExecutable(Path file) throws SpawnException {
        if (Files.isDirectory(file)) {
            throw new SpawnException(Kind.NOT_EXECUTABLE, file + " is a directory, not a program");
        }
        if (!Files.isExecutable(file)) {
            throw new SpawnException(Kind.NOT_EXECUTABLE, file + " is not executable for us; chmod +x it");
        }
        return file;
    }

    /** What the error of {@code posix_spawn} means for a file that {@link #find} had nothing to say against. */
    static SpawnException refused(Path file, int errno) {
        return switch (errno) {
            case Errno.ENOENT -> new SpawnException(Kind.NOT_FOUND, missingPart(file));
            case Errno.EACCES, Errno.EPERM ->
                new SpawnException(
                        Kind.NOT_EXECUTABLE,
                        file + " may not be executed: " + Errno.describe(errno)
                                + "; look for a noexec mount, or a directory on the way that is closed to us");
            case Errno.ENOEXEC ->
                new SpawnException(
                        Kind.NOT_EXECUTABLE,
                        file + " is neither a program for this machine nor a script with a #! line; add one,"
                                + " or name its interpreter first: command = [sh, " + file + "]");
            default -> new SpawnException(Kind.OTHER, "cannot start " + file + ": " + Errno.describe(errno));
        };
    }

    private static String missingPart(Path file) {
        String interpreter = interpreter(file);
        if (!interpreter.isEmpty() && !Files.exists(Path.of(interpreter))) {
            return "the interpreter " + interpreter + " in the first line of " + file + " does not exist";
        }
        return file + " cannot be started: it, its loader, or the FIFO for its output does not exist";
    }

    private static String interpreter(Path file) {
        try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
            String line = reader.readLine();
            return line != null && line.startsWith("#!")
                    ? line.substring(2).strip().split("\\s", 2)[0]
                    : "";
        } catch (IOException unreadable) {
            return "";
        }
    }
}
