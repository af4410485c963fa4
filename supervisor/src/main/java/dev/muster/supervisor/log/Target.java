package dev.muster.supervisor.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A regular file that the configuration names instead of the log directory: appended to, and nothing else is done to it (no
 * rotation, no check of its name). Pump thread only.
 */
final class Target implements Sink {

    private final Path path;
    private final FileChannel channel;
    private final Incident incident;

    private Target(Path path, FileChannel channel, Incident incident) {
        this.path = path;
        this.channel = channel;
        this.incident = incident;
    }

    /**
     * Opens or creates the file, and locks it: two writers would mix their lines.
     *
     * @throws OutputException when another worker, or another process, writes it already
     */
    static Target open(Path path, Incident incident, OpenOption... more) throws IOException {
        Set<OpenOption> options = new HashSet<>(List.of(more));
        options.addAll(List.of(StandardOpenOption.APPEND, StandardOpenOption.CREATE));
        FileChannel channel = FileChannel.open(path, options);
        try {
            if (channel.tryLock() == null) {
                throw new OutputException(path + " is written by another process already; choose another target");
            }
            return new Target(path, channel, incident);
        } catch (OverlappingFileLockException here) {
            channel.close();
            throw new OutputException(
                    path + " is written by another worker already; give each service its own target and one worker",
                    here);
        }
    }

    @Override
    public void write(ByteBuffer block, Origin origin) {
        try {
            while (block.hasRemaining()) {
                channel.write(block);
            }
            incident.works("writes to " + path + " again");
        } catch (IOException e) {
            incident.failed(
                    block.remaining(),
                    "cannot write " + path + " (" + e.getMessage() + "); output is dropped and counted");
        }
    }

    @Override
    public long lostBytes() {
        return incident.lost();
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            incident.failed(0, "closing " + path + ": " + e.getMessage());
        }
    }
}
