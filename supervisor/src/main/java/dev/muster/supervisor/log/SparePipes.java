package dev.muster.supervisor.log;

import dev.muster.supervisor.process.Fd;
import dev.muster.supervisor.process.NativeException;
import dev.muster.supervisor.spec.WorkerId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * The FIFOs of a process that has no slot yet. Nobody reads them: the little that it says waits in them for the log of its slot.
 * Thread-safe.
 */
public final class SparePipes {

    private static final int LAST_WORDS = 1024;

    private final WorkerOutput output;
    private final WorkerLog.Streams streams;
    private boolean given;

    private SparePipes(WorkerOutput output, WorkerLog.Streams streams) {
        this.output = output;
        this.streams = streams;
    }

    /**
     * Makes them.
     *
     * @param name of nobody else, ever
     * @throws OutputException when they cannot be had; the message names the path and the remedy
     */
    public static SparePipes create(String service, String name, Path fifoDir) {
        FifoDirectory.prepare(fifoDir);
        WorkerOutput output = new WorkerOutput(
                new WorkerId(service, 1), fifoDir.resolve(name + ".out"), fifoDir.resolve(name + ".err"));
        return new SparePipes(output, FifoDirectory.open(output));
    }

    /** For the process to be. */
    public WorkerOutput output() {
        return output;
    }

    WorkerLog.Streams streams() {
        return streams;
    }

    /** Under the names of a slot's, whose own ones are nameless from then on: a later master finds them there. */
    synchronized void takeNames(WorkerOutput slot) {
        try {
            given = true;
            Files.move(output.stdout(), slot.stdout(), StandardCopyOption.ATOMIC_MOVE);
            Files.move(output.stderr(), slot.stderr(), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new OutputException("FIFO " + output.stdout() + ": " + e + "; it was to be " + slot.stdout(), e);
        }
    }

    /** The beginning of what it said, in one line; of a process that is dead. */
    public synchronized String lastWords() {
        if (given) {
            return ""; // they are in a log
        }
        String words = read(streams.err());
        return (words.isEmpty() ? read(streams.out()) : words)
                .strip()
                .replaceAll("\\s*\\R\\s*", "; ")
                .replaceAll("\\p{Cntrl}", "?");
    }

    private static String read(Fd fifo) {
        try {
            ByteBuffer text = ByteBuffer.allocate(LAST_WORDS);
            fifo.read(text);
            return new String(text.array(), 0, text.position(), StandardCharsets.UTF_8);
        } catch (NativeException | IllegalStateException unreadable) {
            return "";
        }
    }

    /** There will be no slot; does nothing when there is one. */
    public synchronized void discard() {
        if (given) {
            return;
        }
        streams.out().close();
        streams.err().close();
        FifoDirectory.remove(output);
    }
}
