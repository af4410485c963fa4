package dev.muster.supervisor.daemon;

import dev.muster.supervisor.core.ExitStatus;
import dev.muster.supervisor.process.Fd;
import dev.muster.supervisor.process.NativeException;
import dev.muster.supervisor.spec.WorkerId;
import dev.muster.wire.ExitWord;
import dev.muster.wire.Json;
import dev.muster.wire.JsonException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where workers leave the exit code that they are about to end with, for masters that the kernel does not tell: a directory for the
 * master's own user, and one below it for each other user. Thread-safe.
 */
final class ExitWords {
    private static final Logger LOG = LoggerFactory.getLogger(ExitWords.class);
    private static final int MOST_BYTES = 256;
    private static final int MOST_CODE = 255;

    private final Path directory;
    private final Set<String> prepared = ConcurrentHashMap.newKeySet();

    ExitWords(Path run) {
        this.directory = run.resolve("exit");
    }

    /** Where this worker leaves its word. */
    Path file(WorkerId worker, Optional<String> user) {
        return directory(user).resolve(worker + ".json");
    }

    private Path directory(Optional<String> user) {
        return user.map(directory::resolve).orElse(directory);
    }

    /** Makes the directory unless it is there. Without one a worker's exit code is only not known to a later master. */
    void prepare(Optional<String> user) {
        if (!prepared.add(user.orElse(""))) {
            return;
        }
        try {
            make(directory, "rwx--x--x");
            if (user.isPresent()) {
                Path own = make(directory(user), "rwx------");
                Files.setOwner(
                        own, own.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(user.get()));
            }
        } catch (IOException | UnsupportedOperationException e) {
            LOG.warn("{}: workers cannot leave their exit codes there: {}", directory(user), e.toString());
        }
    }

    private static Path make(Path directory, String mode) throws IOException {
        if (!Files.isDirectory(directory)) {
            Files.createDirectory(directory);
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString(mode));
        }
        return directory;
    }

    /** The word of this very process, if it left one. What another user has put there is neither followed nor waited for. */
    Optional<ExitStatus> read(WorkerId worker, Optional<String> user, int incarnation, int pid) {
        byte[] text = new byte[MOST_BYTES];
        int length;
        try (Fd file = Fd.openToRead(file(worker, user))) {
            length = file.read(text);
        } catch (NativeException none) {
            return Optional.empty();
        }
        try {
            ExitWord word = Json.read(new String(text, 0, Math.max(0, length), StandardCharsets.UTF_8), ExitWord.class);
            boolean its = word.incarnation() == incarnation && word.pid() == pid;
            return its && word.code() >= 0 && word.code() <= MOST_CODE
                    ? Optional.of(ExitStatus.exited(word.code()))
                    : Optional.empty();
        } catch (JsonException senseless) {
            return Optional.empty();
        }
    }
}
