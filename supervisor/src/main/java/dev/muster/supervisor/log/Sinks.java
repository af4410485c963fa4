package dev.muster.supervisor.log;

import dev.muster.supervisor.spec.LogPolicy;
import dev.muster.supervisor.spec.WorkerId;
import dev.muster.supervisor.trust.FileFacts;
import dev.muster.supervisor.trust.Ground;
import dev.muster.supervisor.trust.Owner;
import java.io.IOException;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Opens the place where a policy wants a worker's output: a file in the log directory, or the target that it names. Thread-safe. */
final class Sinks implements AutoCloseable {

    private static final Duration LAST_LINES = Duration.ofSeconds(2);

    private final Consumer<OutputEvent> listener;
    private final RotatingFile.Surroundings around;
    private final Map<Path, LogDirectory> directories = new HashMap<>();
    private final Map<String, Device> devices = new HashMap<>();

    Sinks(Consumer<OutputEvent> listener, InstantSource clock) {
        this.listener = listener;
        this.around = new RotatingFile.Surroundings(new Archiver(), clock);
    }

    /** @throws OutputException when it cannot be opened or has another writer */
    synchronized Sink open(WorkerId worker, LogPolicy policy, Path logDir) {
        Incident incident = new Incident(worker, listener);
        if (policy.target().isPresent()) {
            return target(policy.target().get(), incident);
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

    private Sink target(String name, Incident incident) {
        Path path = Path.of(name);
        try {
            boolean ours = name.equals("/dev/stdout") || name.equals("/dev/stderr");
            Optional<String> ground = ours ? Optional.empty() : Ground.problem(path);
            if (ground.isPresent()) {
                refuseTrap(path, ground.get());
                return Target.open(path, incident, LinkOption.NOFOLLOW_LINKS);
            }
            if (!ours && (!Files.exists(path) || Files.isRegularFile(path))) {
                return Target.open(path, incident);
            }
            Device device = devices.get(name);
            if (device == null) {
                device = Device.open(name);
                devices.put(name, device);
            }
            return new DeviceSink(device, incident);
        } catch (IOException e) {
            throw new OutputException("log target " + name + ": " + e + "; it must exist or be creatable", e);
        }
    }

    /** In a directory that others may write, whatever has the name may be a link of theirs, or a second name of a file of ours. */
    private static void refuseTrap(Path path, String ground) throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        FileFacts facts = FileFacts.of(path, LinkOption.NOFOLLOW_LINKS);
        if (!facts.isRegular() || facts.links() > 1 || !Owner.isTrusted(facts.uid())) {
            throw new IOException("not a regular file of the master's own, and " + ground);
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
        devices.values().forEach(device -> device.close(LAST_LINES));
        devices.clear();
        around.archiver().close();
        directories.values().forEach(LogDirectory::close);
        directories.clear();
    }
}
