package dev.muster.supervisor.log;

import dev.muster.supervisor.spec.LogPolicy;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A device or file that the configuration names instead of the log directory: bytes are appended, nothing else is done to it
 * (no seek, no rotation, no check of its name). Pump thread only.
 */
final class Target implements Sink {

    /** Regular files that have a writer in this process: two would mix their lines. Devices may be shared. */
    private static final Set<Path> OWNED = ConcurrentHashMap.newKeySet();

    private final String name;
    private final FileChannel channel;
    private final Incident incident;
    private final Runnable release;

    private Target(String name, FileChannel channel, Incident incident, Runnable release) {
        this.name = name;
        this.channel = channel;
        this.incident = incident;
        this.release = release;
    }

    /** @throws OutputException when it cannot be opened, or is a file that another worker writes */
    static Target open(String name, Incident incident) {
        try {
            // Our own descriptors, not the names: under systemd stdout is a socket, and /dev/stdout cannot be opened.
            return switch (name) {
                case "/dev/stdout" -> new Target(name, ours(FileDescriptor.out), incident, () -> {});
                case "/dev/stderr" -> new Target(name, ours(FileDescriptor.err), incident, () -> {});
                default -> openPath(name, incident);
            };
        } catch (IOException e) {
            throw new OutputException("log target " + name + ": " + e + "; it must exist or be creatable", e);
        }
    }

    private static Target openPath(String name, Incident incident) throws IOException {
        Path path = Path.of(name);
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            return new Target(name, FileChannel.open(path, StandardOpenOption.WRITE), incident, () -> {});
        }
        FileChannel channel = FileChannel.open(path, StandardOpenOption.APPEND, StandardOpenOption.CREATE);
        Path real = path.toRealPath();
        if (!OWNED.add(real)) {
            channel.close();
            throw new OutputException(
                    real + " is written by another worker already; give each service its own target and one worker");
        }
        return new Target(name, channel, incident, () -> OWNED.remove(real));
    }

    @SuppressWarnings("resource") // Descriptors 1 and 2 stay open as long as the process.
    private static FileChannel ours(FileDescriptor descriptor) {
        return new FileOutputStream(descriptor).getChannel();
    }

    @Override
    public void reconfigure(LogPolicy wanted) {
        // No rule of rotation applies here.
    }

    @Override
    public void write(ByteBuffer block) {
        try {
            while (block.hasRemaining()) {
                channel.write(block);
            }
            if (incident.isOpen()) {
                incident.works("writes to " + name + " again");
            }
        } catch (IOException e) {
            incident.failed(
                    block.remaining(),
                    "cannot write " + name + " (" + e.getMessage() + "); output is dropped and counted");
        }
    }

    @Override
    public long rotations() {
        return 0;
    }

    @Override
    public long lostBytes() {
        return incident.lost();
    }

    @Override
    public void close() {
        release.run();
        if (name.equals("/dev/stdout") || name.equals("/dev/stderr")) {
            return;
        }
        try {
            channel.close();
        } catch (IOException e) {
            incident.failed(0, "closing " + name + ": " + e.getMessage());
        }
    }
}
