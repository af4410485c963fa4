package dev.muster.supervisor.process;

import dev.muster.supervisor.process.SpawnException.Kind;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Finds the file to execute, as {@code execvp} does but in the child's {@code PATH}, and says what is wrong with one that cannot be
 * executed. No state.
 */
final class ProgramFile {

    /** What the C library searches when there is no PATH. */
    private static final String DEFAULT_PATH = "/bin:/usr/bin";

    private static final int X_OK = 1;

    private ProgramFile() {}

    /**
     * The file to execute: a name with a slash as it stands (the kernel finds it from the working directory), another one from the
     * PATH. Whether it can be executed is found out by trying.
     */
    static String find(SpawnRequest request) throws SpawnException {
        String name = request.argv().get(0);
        if (name.indexOf('/') >= 0) {
            return name;
        }
        String path = request.environment().getOrDefault("PATH", DEFAULT_PATH);
        Optional<Path> refused = Optional.empty();
        for (String directory : path.split(":", -1)) {
            Path file = request.workingDirectory().resolve(directory).resolve(name);
            if (Libc.access(Libc.cString(file.toString()), X_OK) == 0 && !Files.isDirectory(file)) {
                return file.toString();
            }
            if (refused.isEmpty() && Files.isRegularFile(file)) {
                refused = Optional.of(file);
            }
        }
        if (refused.isPresent()) {
            requireExecutable(refused.get());
        }
        throw new SpawnException(
                Kind.NOT_FOUND,
                "program " + name + " is in no directory of its PATH (" + path
                        + "); give the full path, or set PATH in environment");
    }

    static void requireDirectory(SpawnRequest request) throws SpawnException {
        if (!Files.isDirectory(request.workingDirectory())) {
            throw new SpawnException(
                    Kind.NO_DIRECTORY,
                    "working directory " + request.workingDirectory()
                            + " does not exist; create it or change working-directory");
        }
    }

    static void requireExecutable(Path file) throws SpawnException {
        if (!Files.exists(file)) {
            throw new SpawnException(Kind.NOT_FOUND, "program " + file + " does not exist");
        }
        if (Files.isDirectory(file)) {
            throw new SpawnException(Kind.NOT_EXECUTABLE, file + " is a directory, not a program");
        }
        if (!Files.isExecutable(file)) {
            throw new SpawnException(Kind.NOT_EXECUTABLE, file + " is not executable for us; chmod +x it");
        }
    }

    /** What the error of {@code posix_spawn} means for a file that {@link #requireExecutable} had nothing to say against. */
    static SpawnException refused(String file, int errno) {
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

    private static String missingPart(String file) {
        String interpreter = interpreter(file);
        if (!interpreter.isEmpty() && !Files.exists(Path.of(interpreter))) {
            return "the interpreter " + interpreter + " in the first line of " + file + " does not exist";
        }
        return file + " cannot be started: it, its loader, or the FIFO for its output does not exist";
    }

    private static String interpreter(String file) {
        try (BufferedReader reader = Files.newBufferedReader(Path.of(file), StandardCharsets.ISO_8859_1)) {
            String line = reader.readLine();
            return line != null && line.startsWith("#!")
                    ? line.substring(2).strip().split("\\s", 2)[0]
                    : "";
        } catch (IOException unreadable) {
            return "";
        }
    }
}
