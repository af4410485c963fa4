package dev.muster.supervisor.log;

import dev.muster.supervisor.spec.LogPolicy;
import dev.muster.supervisor.spec.WorkerId;
import java.io.IOException;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Opens the place where a policy wants a worker's output: a file in the log directory, or the target that it names. Thread-safe. */
final class Sinks implements AutoCloseable {

    private final Consumer<OutputEvent> listener;
    private final RotatingFile.Surroundings around;
    private final Map<Path, LogDirectory> directories = new HashMap<>();

    Sinks(Consumer<OutputEvent> listener, InstantSource clock) {
        this.listener = listener;
        this.around = new RotatingFile.Surroundings(new Archiver(), clock);
    }

    /** @throws OutputException when it cannot be opened or has another writer */
    synchronized Sink open(WorkerId worker, LogPolicy policy, Path logDir) {
        Incident incident = new Incident(worker, listener);
        if (policy.target().isPresent()) {
            return Target.open(policy.target().get(), incident);
        }
        LogDirectory directory = directories.computeIfAbsent(logDir, LogDirectory::open);
        FileLock ownership = directory.own(worker);
        Path file = directory.file(worker);
        try {
            return RotatingFile.open(file, policy, directory.generations(worker), ownership, incident, around);
        } catch (IOException e) {
            release(ownership);
            throw new OutputException("log " + file + ": " + e.getMessage() + "; it must be writable", e);
        }
    }

    private static void release(FileLock ownership) {
        try {
            ownership.release();
        } catch (IOException goesWithTheProcess) {
            return;
        }
    }

    @Override
    public synchronized void close() {
        around.archiver().close();
        directories.values().forEach(LogDirectory::close);
        directories.clear();
    }
}
