package dev.muster.queue.ledger;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What jobs of a segment want to find again should they die: a file a job, replaced as a whole by renaming, so that whenever somebody is
 * killed there is the last one that was completed. Only the owner of a job writes, so a job needs no more than one name for what is half
 * written. It moves with the job and is gone with the segment. Thread-safe for different jobs.
 */
public final class Checkpoints {

    private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);
    private static final int MAGIC = 0x4d434b31; // MCK1
    private static final int HEADER_BYTES = 8;

    private final Path segment;
    private final Path directory;
    private final boolean sync;

    /** @param sync whether they are to survive a power cut, too */
    Checkpoints(Path segment, boolean sync) {
        this.segment = segment;
        this.directory = segment.resolve("checkpoints");
        this.sync = sync;
    }

    /** Whether any job of the segment ever had one. */
    public boolean exist() {
        return Files.exists(directory);
    }

    /** By the owner of the job. @throws UncheckedIOException when it cannot be written; then the one before is still there */
    public void save(int index, byte[] state) {
        uninterrupted(() -> {
            makeDirectory();
            Path half = half(index);
            try {
                write(half, state);
            } catch (IOException e) {
                Files.deleteIfExists(half); // it may be this that has filled the disk
                throw e;
            }
            Files.move(half, file(index), StandardCopyOption.ATOMIC_MOVE);
            if (sync) {
                QueueFiles.force(directory);
            }
        });
    }

    private void write(Path file, byte[] state) throws IOException {
        CRC32C sum = new CRC32C();
        sum.update(state);
        ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES)
                .putInt(MAGIC)
                .putInt((int) sum.getValue())
                .flip();
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer[] all = {header, ByteBuffer.wrap(state)};
            while (all[1].hasRemaining() || all[0].hasRemaining()) {
                channel.write(all);
            }
            if (sync) {
                channel.force(true);
            }
        }
    }

    /** The last one that was completed. One that a power cut has damaged is told and left out. */
    public Optional<byte[]> read(int index) {
        byte[] bytes;
        try {
            bytes = Uninterrupted.call(() -> {
                try {
                    return Files.readAllBytes(file(index));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            if (e.getCause() instanceof NoSuchFileException) {
                return Optional.empty();
            }
            throw e;
        }
        Optional<byte[]> state = stateIn(bytes);
        if (state.isEmpty()) {
            LOG.warn("{}: the checkpoint is damaged; the job begins anew", file(index));
        }
        return state;
    }

    private static Optional<byte[]> stateIn(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        if (bytes.length < HEADER_BYTES || buffer.getInt() != MAGIC) {
            return Optional.empty();
        }
        int expected = buffer.getInt();
        CRC32C sum = new CRC32C();
        sum.update(buffer.duplicate());
        if ((int) sum.getValue() != expected) {
            return Optional.empty();
        }
        byte[] state = new byte[buffer.remaining()];
        buffer.get(state);
        return Optional.of(state);
    }

    /** Of a job that is done. What cannot be deleted goes with the segment. */
    public void delete(int index) {
        try {
            Files.deleteIfExists(file(index));
            Files.deleteIfExists(half(index));
        } catch (IOException e) {
            LOG.debug("{}", file(index), e);
        }
    }

    /**
     * Gives what a job has saved to the place where it is going to live, before it does.
     *
     * @throws UncheckedIOException when that fails
     */
    public void copy(int index, Checkpoints target, int newIndex) {
        if (!Files.exists(file(index))) {
            return;
        }
        uninterrupted(() -> {
            target.makeDirectory();
            Path copy = target.file(newIndex);
            Files.deleteIfExists(copy); // of a mover that died over it
            link(file(index), copy);
            if (target.sync) {
                QueueFiles.force(target.directory);
            }
        });
    }

    /** A link takes no room on a disk that may be full; files are replaced and never changed, so that none sees the other's. */
    private static void link(Path file, Path copy) throws IOException {
        try {
            Files.createLink(copy, file);
        } catch (UnsupportedOperationException e) {
            Files.copy(file, copy);
        }
    }

    private void makeDirectory() throws IOException {
        if (Files.exists(directory)) {
            return;
        }
        try {
            Files.createDirectory(directory); // and not the segment, should that be gone
            if (sync) {
                QueueFiles.force(segment);
            }
        } catch (FileAlreadyExistsException e) {
            // by the owner of another job, just now
        }
    }

    private Path file(int index) {
        return directory.resolve(Integer.toString(index));
    }

    private Path half(int index) {
        return directory.resolve(index + ".new");
    }

    private interface Step {
        void run() throws IOException;
    }

    private static void uninterrupted(Step step) {
        Uninterrupted.call(() -> {
            try {
                step.run();
                return true;
            } catch (IOException e) {
                throw new UncheckedIOException("a checkpoint cannot be saved: " + e, e);
            }
        });
    }
}
