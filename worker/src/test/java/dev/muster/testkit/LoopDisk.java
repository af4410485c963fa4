package dev.muster.testkit;

import com.sun.jna.Native;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * An ext4 in a file, mounted by way of a loop device, whose power can be cut: from one moment to the next nothing reaches the file any
 * more, whatever the kernel still holds in memory, and a copy of the file is what a disk would have kept. Needs root. Whoever made it
 * keeps no file in it open or mapped. Confined to a thread.
 */
public final class LoopDisk implements AutoCloseable {

    private static final int READ_ONLY = 0;
    /** FS_IOC_SHUTDOWN, as file systems' own crash tests use it. */
    private static final long SHUTDOWN = 0x8004587dL;
    /** Not even the file system's journal is flushed. */
    private static final int NO_LOG_FLUSH = 2;
    /** SYNC_FILE_RANGE_WRITE with both waits. */
    private static final int WRITE_AND_WAIT = 7;

    static {
        Native.register(LoopDisk.class, "c");
    }

    private final Path directory;
    private final Path place;
    private Path image;
    private int copies;
    private boolean mounted;

    private LoopDisk(Path directory) {
        this.directory = directory;
        this.place = directory.resolve("disk");
        this.image = directory.resolve("image");
    }

    /** Whether this process may mount anything. */
    public static boolean isPossible() {
        return "root".equals(System.getProperty("user.name")) && Files.exists(Path.of("/dev/loop-control"));
    }

    /** Makes an empty one, mounted at {@code disk} below a directory. @throws IllegalStateException when that is not possible */
    public static LoopDisk mount(Path directory, int megabytes) {
        LoopDisk disk = new LoopDisk(directory);
        try {
            Files.createDirectories(disk.place);
            try (var file = new RandomAccessFile(disk.image.toFile(), "rw")) {
                file.setLength((long) megabytes << 20);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        run("mkfs.ext4", "-q", "-m", "0", disk.image.toString());
        disk.mount();
        return disk;
    }

    private void mount() {
        run("mount", "-o", "loop", image.toString(), place.toString());
        mounted = true;
    }

    private void unmount() {
        if (mounted) {
            Await.until("nobody uses " + place, () -> {
                try {
                    run("umount", place.toString());
                    return true;
                } catch (IllegalStateException busy) {
                    return false; // those who were killed are still being cleared away
                }
            });
            mounted = false;
        }
    }

    private static void run(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(String.join(" ", command) + ": " + said);
            }
        } catch (IOException e) {
            throw new IllegalStateException(command[0] + " cannot be run", e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Where it is mounted. */
    public Path place() {
        return place;
    }

    /** Brings a part of a file's data to the disk, as the kernel may do at any time, and nothing of what the file system notes of it. */
    public void writeBack(Path file, long offset, long bytes) {
        withDescriptor(file, descriptor -> sync_file_range(descriptor, offset, bytes, WRITE_AND_WAIT));
    }

    /** Cuts the power. Whoever has files here can go on reading and writing what is in memory, and nothing else. */
    public void cut() {
        withDescriptor(place, descriptor -> ioctl(descriptor, SHUTDOWN, new int[] {NO_LOG_FLUSH}));
    }

    private interface Call {
        int on(int descriptor);
    }

    private static void withDescriptor(Path file, Call call) {
        int descriptor = open(file.toString(), READ_ONLY, 0);
        if (descriptor < 0) {
            throw new IllegalStateException("cannot open " + file + ", error " + Native.getLastError());
        }
        try {
            if (call.on(descriptor) != 0) {
                throw new IllegalStateException("error " + Native.getLastError() + " on " + file);
            }
        } finally {
            close(descriptor);
        }
    }

    /** Turns the power on again: with what had reached the disk. Nobody may have anything open here. */
    public void restart() {
        Path copy = directory.resolve("image" + ++copies);
        run("cp", "--sparse=always", image.toString(), copy.toString());
        unmount();
        delete(image);
        image = copy;
        mount();
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        unmount();
        delete(image);
    }

    // open(2) and ioctl(2) are variadic; on the Linux ABIs that are supported such arguments travel as in a call that
    // is not.
    private static native int open(String path, int flags, int mode);

    private static native int close(int descriptor);

    private static native int ioctl(int descriptor, long request, int[] argument);

    private static native int sync_file_range(int descriptor, long offset, long bytes, int flags);
}
