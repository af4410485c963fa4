package dev.muster.supervisor.log;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A terminal, pipe or socket that several workers may write to, with a thread of its own: somebody who does not read it holds up
 * the workers that write there (through {@link #congested}), and not the pump. Whole blocks, so that no line is torn.
 * Thread-safe.
 */
final class Device {

    /** So much may wait; what the pump is about to hand over when this is reached comes on top. */
    private static final long ROOM = 1 << 20;

    private final String name;
    private final FileChannel channel;
    private final Thread thread;

    /** All of these are guarded by this. */
    private final ArrayDeque<Block> queue = new ArrayDeque<>();

    private final List<Runnable> waiting = new ArrayList<>();
    private long queued;
    private boolean closing;

    private record Block(ByteBuffer bytes, Incident incident) {}

    private Device(String name, FileChannel channel) {
        this.name = name;
        this.channel = channel;
        this.thread = new Thread(this::run, "muster-output-" + name);
        thread.setDaemon(true);
    }

    static Device open(String name) throws IOException {
        Device device = new Device(name, channel(name));
        device.thread.start();
        return device;
    }

    @SuppressWarnings("resource") // Descriptors 1 and 2 stay open as long as the process.
    private static FileChannel channel(String name) throws IOException {
        // Our own descriptors, not the names: under systemd stdout is a socket, and /dev/stdout cannot be opened.
        return switch (name) {
            case "/dev/stdout" -> new FileOutputStream(FileDescriptor.out).getChannel();
            case "/dev/stderr" -> new FileOutputStream(FileDescriptor.err).getChannel();
            default -> FileChannel.open(Path.of(name), access(Path.of(name)));
        };
    }

    /** A FIFO is opened read-write: to open it for writing would wait until somebody reads it. */
    private static Set<StandardOpenOption> access(Path path) throws IOException {
        boolean fifo = ((int) Files.getAttribute(path, "unix:mode") & 0xF000) == 0x1000;
        return fifo ? Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE) : Set.of(StandardOpenOption.WRITE);
    }

    /** Takes a copy of the block, in any case. */
    synchronized void put(ByteBuffer block, Incident incident) {
        queued += block.remaining();
        queue.addLast(
                new Block(ByteBuffer.allocate(block.remaining()).put(block).flip(), incident));
        notifyAll();
    }

    /** True when the writer should hold back until {@link #whenRoom}. */
    synchronized boolean congested() {
        return queued >= ROOM;
    }

    /** Runs the task when there is room again, or now when there is. */
    void whenRoom(Runnable task) {
        synchronized (this) {
            if (congested()) {
                waiting.add(task);
                return;
            }
        }
        task.run();
    }

    /** Writes what is queued, but does not wait longer than that for somebody to read it. */
    void close(Duration patience) {
        synchronized (this) {
            closing = true;
            notifyAll();
        }
        try {
            thread.join(patience.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        synchronized (this) {
            queue.forEach(block -> block.incident.failed(block.bytes.remaining(), "nobody reads " + name));
            queue.clear();
        }
    }

    private void run() {
        try {
            for (Block block = take(); block != null; block = take()) {
                int length = block.bytes.remaining();
                write(block);
                written(length).forEach(Runnable::run);
            }
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized @Nullable Block take() throws InterruptedException {
        while (queue.isEmpty() && !closing) {
            wait();
        }
        return queue.pollFirst();
    }

    private synchronized List<Runnable> written(int length) {
        queued -= length;
        if (queued > ROOM / 2) {
            return List.of();
        }
        List<Runnable> ready = List.copyOf(waiting);
        waiting.clear();
        return ready;
    }

    private void write(Block block) {
        try {
            while (block.bytes.hasRemaining()) {
                channel.write(block.bytes);
            }
            block.incident.works("writes to " + name + " again");
        } catch (IOException e) {
            block.incident.failed(
                    block.bytes.remaining(),
                    "cannot write " + name + " (" + e.getMessage() + "); output is dropped and counted");
        }
    }
}
