package dev.muster.concurrent;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The process of a member, from outside. Thread-safe. */
final class MemberProcess {
    private static final long EXIT_SECONDS = 20;
    private static final long OUTPUT_MS = 5000;
    /** Of the worker that the pool is in, and nobody's to inherit. */
    private static final String[] NOT_INHERITED = {
        "MUSTER_SOCKET", "MUSTER_EXIT_FILE", "NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"
    };

    private final Process process;
    private final MemberOutput output;
    private final Thread outputThread;
    private final DataOutputStream orders;
    private final MemberDoor.Arrival arrival;

    private MemberProcess(
            Process process,
            MemberOutput output,
            Thread outputThread,
            DataOutputStream orders,
            MemberDoor.Arrival arrival) {
        this.process = process;
        this.output = output;
        this.outputThread = outputThread;
        this.orders = orders;
        this.arrival = arrival;
    }

    /**
     * Starts it and waits until it has connected.
     *
     * @param started is told the process as soon as there is one
     * @throws IOException when it cannot be started, or ends before
     */
    static MemberProcess start(PoolSettings settings, String name, Consumer<Process> started) throws IOException {
        try (MemberDoor door = new MemberDoor()) {
            Process process = spawn(settings);
            started.accept(process);
            MemberOutput output = new MemberOutput("[" + name + "] ", process.getInputStream(), settings.output());
            Thread outputThread = new Thread(output, name + "-output");
            outputThread.setDaemon(true);
            outputThread.start();
            try {
                DataOutputStream orders = new DataOutputStream(process.getOutputStream());
                orders.writeUTF(door.token());
                orders.writeUTF(door.memoryFile().toString());
                orders.writeUTF(door.socket().toString());
                orders.writeLong(settings.maxRss());
                orders.flush();
                CompletableFuture<Void> ignored = process.onExit().thenRun(() -> close(door));
                return new MemberProcess(process, output, outputThread, orders, door.admit());
            } catch (IOException e) {
                process.destroyForcibly();
                MemberEnd end = end(process, output, outputThread, false);
                throw new IOException("the JVM of a member ended before it was reached: " + end.text(), e);
            }
        }
    }

    private static void close(MemberDoor door) {
        try {
            door.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Process spawn(PoolSettings settings) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        if (settings.jvmOptions().stream().noneMatch(option -> option.matches("-XX:\\+Use\\w+GC"))) {
            command.add("-XX:+UseSerialGC");
        }
        command.add("-XX:MaxRAMPercentage=" + Math.min(25, Math.max(1, 75 / settings.workers())));
        command.add("-XX:-UsePerfData");
        command.addAll(settings.jvmOptions());
        command.addAll(ClassPath.words(settings.classPath(), MemberMain.class));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        for (String variable : NOT_INHERITED) {
            builder.environment().remove(variable);
        }
        return builder.start();
    }

    MemberLink link() {
        return arrival.link();
    }

    /** Of the class path that it has. */
    String fingerprint() {
        return arrival.fingerprint();
    }

    long pid() {
        return process.pid();
    }

    /** The task is not to begin, or to be interrupted. */
    void cancel(long sequence) {
        try {
            synchronized (orders) {
                orders.writeLong(sequence);
                orders.flush();
            }
        } catch (IOException dead) {
            // Then nothing runs there any more.
            return;
        }
    }

    void kill() {
        process.destroyForcibly();
    }

    /** Waits for the end of one that has closed its connection, or was told to exit. */
    MemberEnd end() {
        return end(process, output, outputThread, link().memory().isLeaving());
    }

    private static MemberEnd end(Process process, MemberOutput output, Thread outputThread, boolean left) {
        boolean interrupted = false;
        int code = -1;
        while (code < 0) {
            try {
                if (!process.waitFor(EXIT_SECONDS, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    continue;
                }
                code = process.exitValue();
                outputThread.join(OUTPUT_MS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        String errorFile = "hs_err_pid" + process.pid() + ".log";
        List<Path> errorFiles = List.of(Path.of(errorFile).toAbsolutePath(), Path.of("/tmp", errorFile));
        return MemberEnd.of(process.pid(), code, left, errorFiles, output.lastLines());
    }
}
