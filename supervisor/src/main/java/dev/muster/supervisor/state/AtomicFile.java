package dev.muster.supervisor.state;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes small files so that a reader finds the old content or the new one, whoever is killed when. One writer a file. */
final class AtomicFile {

    private static final Logger LOG = LoggerFactory.getLogger(AtomicFile.class);
    private static final String HALF = ".new";
    private static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private AtomicFile() {}

    /**
     * Replaces a file. When this fails, the old one is untouched.
     *
     * @param lasting it must survive a power cut, too
     */
    static void write(Path file, String text, boolean lasting) throws IOException {
        Path half = file.resolveSibling(file.getFileName() + HALF);
        Files.deleteIfExists(half); // of a master that died over it
        try (FileChannel channel =
                FileChannel.open(half, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), OWNER_ONLY)) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            if (lasting) {
                channel.force(true);
            }
        }
        Files.move(half, file, StandardCopyOption.ATOMIC_MOVE);
        Path directory = file.getParent();
        if (lasting && directory != null) {
            try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
                names.force(true);
            }
        }
    }

    /** Keeps what cannot be read for whoever wants to look at it, under another name. */
    static void putAside(Path file) {
        try {
            Files.move(
                    file,
                    file.resolveSibling(file.getFileName() + ".damaged"),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            LOG.warn("{} cannot be moved: {}", file, e.getMessage());
        }
    }
}
