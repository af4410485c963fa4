package dev.muster.supervisor.log;

import dev.muster.supervisor.process.Errno;
import dev.muster.supervisor.process.Fd;
import dev.muster.supervisor.process.NativeException;
import dev.muster.supervisor.trust.FileFacts;
import dev.muster.supervisor.trust.Owner;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;

/** A regular file that is extended at its end, and that knows which one it is. One thread. */
final class AppendFile {

    private static final int OWNER_WRITES_GROUP_READS = 0640;

    private final Fd file;
    private final Object key;
    private long size;
    private long sizeWhenNamed;
    private boolean takesFromPipes;

    private AppendFile(Fd file, Object key, long size) {
        this.file = file;
        this.key = key;
        this.size = size;
        this.sizeWhenNamed = size;
    }

    /** Opens or creates; what is not a regular file, a symbolic link above all, is refused. */
    static AppendFile open(Path path) throws IOException {
        Fd file = openRegular(path);
        try {
            BasicFileAttributes opened = Files.readAttributes(self(file), BasicFileAttributes.class);
            if (!opened.isRegularFile()) {
                throw new IOException("not a regular file; move it away");
            }
            refuseForeign(FileFacts.ofDescriptor(file.number()));
            return new AppendFile(file, opened.fileKey(), opened.size());
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    private static Fd openRegular(Path path) throws IOException {
        try {
            return Fd.openToExtend(path, OWNER_WRITES_GROUP_READS);
        } catch (NativeException e) {
            // What O_NOFOLLOW says of a link, and O_NONBLOCK of a FIFO.
            boolean odd = e.errno() == Errno.ELOOP || e.errno() == Errno.ENXIO;
            throw new IOException(odd ? "not a regular file; move it away" : e.getMessage(), e);
        }
    }

    /** A second name may be another user's trick to have us write to a file of our own. */
    private static void refuseForeign(FileFacts facts) throws IOException {
        if (!Owner.isTrusted(facts.uid())) {
            throw new IOException("it belongs to uid " + facts.uid() + "; move it away, or chown it");
        }
        if (facts.links() > 1) {
            throw new IOException("it has " + facts.links() + " names (hard links); move it away");
        }
    }

    private static Path self(Fd file) {
        return Path.of("/proc/self/fd", String.valueOf(file.number()));
    }

    long size() {
        return size;
    }

    /** Whether files of this kind have taken bytes from a pipe so far, and do so for certain. */
    boolean takesFromPipes() {
        return takesFromPipes;
    }

    /**
     * Takes the bytes from their origin where that has them still, those that nobody has seen before the block. The block's position and
     * {@link Origin#unseen} say how far it came.
     */
    void append(ByteBuffer block, Origin origin) throws IOException {
        try {
            // Somebody may have cut the file meanwhile (copytruncate).
            size = file.seekEnd();
            while (origin.unseen() > 0 || block.hasRemaining()) {
                int unseen = origin.unseen();
                int before = block.position();
                int moved = origin.moveTo(file, unseen + block.remaining());
                if (moved > 0) {
                    takesFromPipes = true;
                    block.position(before + Math.max(0, moved - unseen));
                    size += moved;
                } else if (unseen > 0) {
                    throw new IOException("the pipe or the file does not let them through");
                } else {
                    file.write(block);
                    size += block.position() - before;
                }
            }
        } catch (NativeException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /** Is this still the file of that name? */
    boolean hasName(Path path) throws IOException {
        try {
            BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            boolean same = Objects.equals(now.fileKey(), key);
            if (same) {
                size = now.size();
                sizeWhenNamed = size;
            }
            return same;
        } catch (NoSuchFileException gone) {
            return false;
        }
    }

    /**
     * What was written since the file last had its name and is now in no file that anybody can open: nothing when it was merely
     * renamed.
     */
    long unlinkedBytes() throws IOException {
        boolean deleted = Integer.valueOf(0).equals(Files.getAttribute(self(file), "unix:nlink"));
        return deleted ? size - sizeWhenNamed : 0;
    }

    void close() {
        file.close();
    }
}
