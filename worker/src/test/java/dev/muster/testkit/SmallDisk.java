package dev.muster.testkit;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file system of a few dozen megabytes that a test may fill. Needs root; without, the test is skipped and says so. */
public final class SmallDisk implements AutoCloseable {

    private static final int MEBIBYTE = 1 << 20;

    private final Path place;
    private final Ballast ballast;

    private SmallDisk(Path place) {
        this.place = place;
        this.ballast = new Ballast(place);
    }

    /**
     * Mounts one below a directory.
     *
     * @param kind ext4, in a file, or tmpfs
     */
    public static SmallDisk mount(Path directory, String kind, int megabytes) {
        Path place = directory.resolve(kind);
        try {
            Files.createDirectories(place);
            boolean mounted;
            if (kind.equals("tmpfs")) {
                mounted = run("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "none", place.toString());
            } else {
                Path image = directory.resolve("image");
                try (var file = new java.io.RandomAccessFile(image.toFile(), "rw")) {
                    file.setLength((long) megabytes * MEBIBYTE);
                }
                mounted = run("mkfs.ext4", "-q", "-m", "0", image.toString())
                        && run("mount", "-o", "loop", image.toString(), place.toString());
            }
            assumeTrue(
                    mounted,
                    "a small " + kind + " cannot be mounted here; run the test as root outside of a container");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new SmallDisk(place);
    }

    private static boolean run(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getInputStream().transferTo(OutputStream.nullOutputStream());
            return process.waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    public Path place() {
        return place;
    }

    /** Takes all the room that there is, to the last byte. */
    public void fill() {
        ballast.fill();
    }

    /** Gives back what {@link #fill} took. */
    public void free() {
        ballast.free();
    }

    @Override
    public void close() {
        run("umount", "-l", place.toString());
    }
}
