package dev.muster.supervisor.jvm;

import java.nio.file.Path;
import java.time.Duration;

/**
 * The JVM of one process. Each call is a connection of its own; a stopped or hung JVM ends it with a {@link JvmSilentException}.
 * Not thread-safe.
 */
public final class Jvm {
    private final JvmProcess process;
    private final AttachSocket socket;
    private final Duration timeout;

    private Jvm(JvmProcess process, AttachSocket socket, Duration timeout) {
        this.process = process;
        this.socket = socket;
        this.timeout = timeout;
    }

    /**
     * Looks at a process; nothing is asked of it yet.
     *
     * @param quit sends a SIGQUIT to exactly this process, should its JVM not listen yet
     * @param timeout how long each call may take
     * @throws JvmException saying what else it is when it is no JVM
     */
    public static Jvm of(int pid, Runnable quit, Duration timeout) {
        JvmProcess process = JvmProcess.of(pid);
        return new Jvm(process, new AttachSocket(process, quit), timeout);
    }

    /** False once this very process has ended. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** The stacks of all threads, with the locks that they hold. */
    public String threads() {
        return socket.execute(timeout, "threaddump", "-l");
    }

    /** What the JVM says of its heap, in words of its collector's. */
    public String heapInfo() {
        return diagnose("GC.heap_info");
    }

    /** Collects the whole heap; {@code -XX:+DisableExplicitGC} does not hinder it. */
    public void collect() {
        diagnose("GC.run");
    }

    /**
     * Writes a heap dump.
     *
     * @param live leaves out what the next collection would, which is one that is done first
     * @throws JvmException also when it could not be written; then there is no file
     */
    public long dumpHeap(Path file, boolean live) {
        try (DumpPlace place = DumpPlace.of(process, file)) {
            String answer = socket.execute(timeout, "dumpheap", place.asSeenByTheJvm(), live ? "-live" : "-all");
            // A full disk is no failure to it: it says so in words alone.
            requireSaid("Heap dump file created", answer);
            return place.land();
        }
    }

    /**
     * Starts a flight recording.
     *
     * @param longest after which the JVM ends it by itself, should nobody do it before
     */
    public Recording record(Path file, Duration longest) {
        return Recording.start(this, DumpPlace.of(process, file), longest);
    }

    /** @throws JvmException with what else it said, the last line of it */
    static void requireSaid(String success, String answer) {
        if (!answer.contains(success)) {
            String said = answer.strip();
            throw new JvmException("could not do it: " + said.substring(said.lastIndexOf('\n') + 1));
        }
    }

    /** One command of those that jcmd knows. */
    String diagnose(String command) {
        return socket.execute(timeout, "jcmd", command);
    }
}
