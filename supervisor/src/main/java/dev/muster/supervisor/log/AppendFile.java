package dev.muster.supervisor.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** A regular file, open for appending, that knows which one it is. One thread. */
final class AppendFile {

    private final FileChannel channel;
    private final Object key;
    private long size;
    private long sizeWhenNamed;

    private AppendFile(FileChannel channel, Object key, long size) {
        this.channel = channel;
        this.key = key;
        this.size = size;
        this.sizeWhenNamed = size;
    }

    /** Opens or creates; what is not a regular file, a symbolic link above all, is refused. */
    static AppendFile open(Path path) throws IOException {
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS) && !Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
            // Before opening: to open a FIFO that somebody has put here would wait for its reader.
            throw new IOException("not a regular file; move it away");
        }
        FileChannel channel = FileChannel.open(
                path,
                Set.of(StandardOpenOption.APPEND, StandardOpenOption.CREATE, LinkOption.NOFOLLOW_LINKS),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----")));
        try {
            return new AppendFile(channel, attributes(path).fileKey(), channel.size());
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    long size() {
        return size;
    }

    void append(ByteBuffer block) throws IOException {
        int before = block.position();
        try {
            while (block.hasRemaining()) {
                channel.write(block);
            }
        } finally {
            size += block.position() - before;
        }
    }

    /** Is this still the file of that name? Also notices that it was cut short. */
    boolean hasName(Path path) throws IOException {
        try {
            BasicFileAttributes now = attributes(path);
            if (!Objects.equals(now.fileKey(), key)) {
                return false;
            }
            size = now.size();
            sizeWhenNamed = size;
            return true;
        } catch (NoSuchFileException gone) {
            return false;
        }
    }

    /**
     * What was written since the file last had its name and is now in no file that anybody can open: nothing when it was merely
     * renamed.
     */
    long unlinkedBytes() throws IOException {
        return isDeleted() ? size - sizeWhenNamed : 0;
    }

    /** A channel does not tell its descriptor, so we look for it among all of ours; this happens once in a blue moon. */
    private boolean isDeleted() throws IOException {
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path descriptor : descriptors) {
                Map<String, Object> found = linksAndKey(descriptor);
                if (key.equals(found.get("fileKey"))) {
                    return Integer.valueOf(0).equals(found.get("nlink"));
                }
            }
        }
        return false;
    }

    private static Map<String, Object> linksAndKey(Path descriptor) {
        try {
            return Files.readAttributes(descriptor, "unix:nlink,fileKey");
        } catch (IOException notAFile) {
            return Map.of();
        }
    }

    void close() throws IOException {
        channel.close();
    }

    private static BasicFileAttributes attributes(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }
}
