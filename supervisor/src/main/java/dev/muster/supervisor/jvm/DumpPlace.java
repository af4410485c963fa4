package dev.muster.supervisor.jvm;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Where a JVM writes a file that is to land elsewhere: the JVM opens it itself, as its own user and in its own view of the file
 * system. That is a directory beside the destination, if the JVM sees it and may go there, else one in its /tmp. So the file gets
 * its name when it is complete. One thread.
 */
final class DumpPlace implements AutoCloseable {
    private static final Path SELF = Path.of("/proc/self");
    private static final String TMP = "/tmp";
    /** Whatever the destination is called, in whatever alphabet. */
    private static final String NAME = "dump";

    private final Path destination;
    private final Path directory;
    /** The same, by the JVM's own path. */
    private final Path seen;

    private DumpPlace(Path destination, Path directory, Path seen) {
        this.destination = destination;
        this.directory = directory;
        this.seen = seen;
        // Whoever grows tired of waiting leaves nothing behind either.
        Runtime.getRuntime().addShutdownHook(new Thread(this::close, "muster-dump-place"));
    }

    /** @throws JvmException when the destination exists, or there is no directory for it */
    static DumpPlace of(JvmProcess process, Path file) {
        Path destination = file.toAbsolutePath().normalize();
        if (Files.exists(destination, LinkOption.NOFOLLOW_LINKS)) {
            throw new JvmException("is not asked: " + destination + " exists already");
        }
        Path parent = destination.getParent();
        if (parent == null || !Files.isDirectory(parent)) {
            throw new JvmException("is not asked: there is no directory " + parent);
        }
        try {
            Path beside = create(process, parent);
            if (isReachable(process, beside)) {
                return new DumpPlace(destination, beside, beside);
            }
            Files.delete(beside);
            Path inTmp = create(process, tmp(process));
            return new DumpPlace(
                    destination, inTmp, Path.of(TMP, inTmp.getFileName().toString()));
        } catch (IOException e) {
            throw new JvmException("is not asked: cannot write to " + parent + " (" + e + ")", e);
        }
    }

    /** By the way through its root only when that is another one: it is gone when the process is. */
    private static Path tmp(JvmProcess process) throws IOException {
        Path own = Path.of(TMP);
        Path theirs = process.root().resolve(TMP.substring(1));
        return Files.isSameFile(own, theirs) ? own : theirs;
    }

    private static Path create(JvmProcess process, Path parent) throws IOException {
        Path directory = Files.createTempDirectory(
                parent, ".muster-", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        if (uid(directory) != process.uid()) {
            Files.setAttribute(directory, "unix:uid", process.uid());
        }
        return directory;
    }

    private static boolean isReachable(JvmProcess process, Path directory) throws IOException {
        Path theirs = Path.of(process.root() + directory.toString());
        return isPlain(directory.toString())
                && Files.exists(theirs)
                && Files.isSameFile(theirs, directory)
                && (uid(SELF) == process.uid() || isOnAnOpenWay(directory));
    }

    /** What a JVM in the POSIX locale, and the recorder's own quoting, can be told. */
    private static boolean isPlain(String path) {
        return path.chars().allMatch(c -> c >= ' ' && c <= '~' && c != '"' && c != '\\');
    }

    private static boolean isOnAnOpenWay(Path directory) throws IOException {
        for (Path at = directory.toRealPath().getParent(); at != null; at = at.getParent()) {
            if (!Files.getPosixFilePermissions(at).contains(PosixFilePermission.OTHERS_EXECUTE)) {
                return false;
            }
        }
        return true;
    }

    private static int uid(Path path) throws IOException {
        return (Integer) Files.getAttribute(path, "unix:uid");
    }

    String asSeenByTheJvm() {
        return seen.resolve(NAME).toString();
    }

    /**
     * Gives the written file its place, name and owner: whoever asked for it.
     *
     * @return its size
     */
    long land() {
        Path written = directory.resolve(NAME);
        try {
            if (!Files.isRegularFile(written, LinkOption.NOFOLLOW_LINKS) || Files.size(written) == 0) {
                throw new JvmException("has written nothing");
            }
            Files.move(written, destination);
            // A heap and a recording hold secrets, whatever the JVM's umask.
            Files.setPosixFilePermissions(destination, PosixFilePermissions.fromString("rw-------"));
            int own = uid(SELF);
            if (uid(destination) != own) {
                Files.setAttribute(destination, "unix:uid", own);
            }
            return Files.size(destination);
        } catch (FileAlreadyExistsException e) {
            throw new JvmException("has written its file in vain: " + destination + " exists by now", e);
        } catch (IOException e) {
            throw new JvmException(
                    "has written its file, but it cannot be moved to " + destination + " (" + e + ")", e);
        }
    }

    /** A file that is still being written goes when the JVM closes it. */
    @Override
    public void close() {
        try {
            Files.deleteIfExists(directory.resolve(NAME));
            Files.deleteIfExists(directory);
        } catch (IOException e) {
            // The directory stays behind; its name tells whose it was.
        }
    }
}
