package dev.muster.supervisor.state;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes small files so that whoever reads them after a death finds the old content or the new one, whoever is killed when. One writer a
 * file.
 */
final class AtomicFile {

    private static final Logger LOG = LoggerFactory.getLogger(AtomicFile.class);
    private static final String HALF = ".new";
    /** The smallest that there are. */
    private static final int PAGE = 4096;

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
        try (FileChannel channel = create(half)) {
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

    private static FileChannel create(Path half) throws IOException {
        Set<StandardOpenOption> options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try {
            return FileChannel.open(half, options, OWNER_ONLY);
        } catch (FileAlreadyExistsException ofAMasterThatDiedOverIt) {
            Files.delete(half);
            return FileChannel.open(half, options, OWNER_ONLY);
        }
    }

    /**
     * Writes over the text of a file that is there, if the old and the new one are within a page of it: by a single write, which the
     * kernel cuts at the edge of a page only, whoever is killed when. A text that is shorter than the old one is filled up with spaces.
     * Nobody may read meanwhile, and nothing is promised for a power cut.
     *
     * @return false when that cannot be: {@link #write} has to be tried, which also mends what was half written
     */
    static boolean overwrite(Path file, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
            long length = Math.max(channel.size(), bytes.length);
            if (length > PAGE) {
                return false;
            }
            byte[] filled = Arrays.copyOf(bytes, (int) length);
            Arrays.fill(filled, bytes.length, filled.length, (byte) ' ');
            return channel.write(ByteBuffer.wrap(filled), 0) == filled.length;
        } catch (IOException missingOrNotToBeWritten) {
            return false;
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
