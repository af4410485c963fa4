package dev.muster.supervisor.log;

import dev.muster.supervisor.spec.LogPolicy;
import dev.muster.supervisor.spec.WorkerId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A worker's own log file: appended to, moved aside when it is full or old, begun again when somebody deletes or renames it.
 * A crash between any two steps leaves nothing that the next {@link #open} does not understand: the move is one rename, and a
 * missing live file is simply created. Pump thread only.
 */
final class RotatingFile implements Sink {

    /** How often we look whether the file still has its name, and try again what has failed. */
    private static final long LOOK_NANOS = Duration.ofMillis(100).toNanos();

    private final Path path;
    private final Generations generations;
    private final FileLock ownership;
    private final Incident incident;
    private final Surroundings around;

    private LogPolicy policy;
    private @Nullable AppendFile file;
    private Instant begun;
    private long lookedAt;
    private boolean torn;
    private final Tally rotations = new Tally();

    /** What all files share. */
    record Surroundings(Archiver archiver, InstantSource clock) {}

    private RotatingFile(
            Path path,
            LogPolicy policy,
            Generations generations,
            FileLock ownership,
            Incident incident,
            Surroundings around) {
        this.path = path;
        this.policy = policy;
        this.generations = generations;
        this.ownership = ownership;
        this.incident = incident;
        this.around = around;
        this.begun = around.clock.instant();
        this.lookedAt = System.nanoTime();
    }

    static RotatingFile open(
            Path path,
            LogPolicy policy,
            Generations generations,
            FileLock ownership,
            Incident incident,
            Surroundings around)
            throws IOException {
        RotatingFile opened = new RotatingFile(path, policy, generations, ownership, incident, around);
        opened.file = AppendFile.open(path);
        opened.begun = opened.begunBefore();
        for (Generation left : generations.uncompressed()) {
            opened.archive(left);
        }
        opened.prune();
        return opened;
    }

    /** The live file was begun when the youngest rotated one was last written; file systems' birth times are not in reach. */
    private Instant begunBefore() throws IOException {
        Instant now = around.clock.instant();
        List<Generation> older = generations.oldestFirst();
        if (older.isEmpty()) {
            return now;
        }
        Path youngest = older.get(older.size() - 1).in(generations.directory());
        Instant written = Files.getLastModifiedTime(youngest).toInstant();
        return written.isBefore(now) ? written : now;
    }

    @Override
    public void reconfigure(LogPolicy wanted) {
        policy = wanted;
        try {
            prune();
        } catch (IOException e) {
            incident.happened(OutputEvent.Kind.ROTATION_FAILED, 0, "cannot delete old files of " + path + ": " + e);
        }
    }

    @Override
    public long roomForUnseen() {
        AppendFile current = file;
        return current == null || !current.takesFromPipes() ? 0 : maxSize() - current.size();
    }

    @Override
    public void write(ByteBuffer block, Origin origin) {
        if (System.nanoTime() - lookedAt >= LOOK_NANOS) {
            look();
        }
        while (block.hasRemaining()) {
            AppendFile current = file;
            if (current == null) {
                incident.failed(
                        origin.unseen() + block.remaining(), "cannot open " + path + "; output is dropped and counted");
                return;
            }
            if (current.size() > 0 && (isOld() || !fits(current, block, origin))) {
                if (rotate() || file != current) {
                    continue; // a rotation that failed half-way has closed this one
                }
            }
            append(current, block, fitting(current, block, origin), origin);
        }
    }

    /** What nobody has seen was only taken because it fits. */
    private boolean fits(AppendFile current, ByteBuffer block, Origin origin) {
        return origin.unseen() > 0 || current.size() + firstLine(block) <= maxSize();
    }

    /** The length of as many whole lines as the file still takes, and of one at least. */
    private int fitting(AppendFile current, ByteBuffer block, Origin origin) {
        long room = maxSize() - current.size();
        if (origin.unseen() > 0 || block.remaining() <= room) {
            return block.remaining();
        }
        int upTo = block.position() + (int) Math.max(room, 0);
        int newline = Newlines.last(block, block.position(), upTo);
        return newline >= 0 ? newline + 1 - block.position() : firstLine(block);
    }

    private static int firstLine(ByteBuffer block) {
        int newline = Newlines.first(block, block.position(), block.limit());
        return newline < 0 ? block.remaining() : newline + 1 - block.position();
    }

    private void append(AppendFile current, ByteBuffer block, int length, Origin origin) {
        int limit = block.limit();
        block.limit(block.position() + length);
        int unseen = origin.unseen();
        int before = block.position();
        try {
            if (torn) {
                current.append(ByteBuffer.wrap(new byte[] {'\n'}), Origin.MEMORY);
                torn = false;
            }
            current.append(block, origin);
            incident.works("writes to " + path + " again");
        } catch (IOException e) {
            torn |= block.position() > before
                    ? block.get(block.position() - 1) != '\n'
                    : origin.unseen() < unseen; // nobody knows what was the last one
            incident.failed(
                    origin.unseen() + block.remaining(),
                    "cannot write " + path + " (" + e.getMessage() + "); output is dropped and counted");
        }
        block.position(block.limit()).limit(limit);
    }

    private boolean isOld() {
        return Duration.between(begun, around.clock.instant()).compareTo(policy.maxAge()) >= 0;
    }

    /** With a live file of this size there is still room for a rotated one below the total. */
    private long maxSize() {
        return Math.max(1, Math.min(policy.maxSize(), policy.totalMax() / 2));
    }

    /** False when the file could not be moved; we go on writing to it and try again a while later. */
    private boolean rotate() {
        AppendFile full = file;
        if (full == null || (incident.isOpen() && System.nanoTime() - lookedAt < LOOK_NANOS)) {
            return false;
        }
        Generation next = generations.next();
        try {
            Files.move(path, next.in(generations.directory()));
            generations.put(next, full.size());
            rotations.add(1);
            reopen();
            prune();
            archive(next);
            return true;
        } catch (IOException e) {
            incident.happened(OutputEvent.Kind.ROTATION_FAILED, 0, "cannot rotate " + path + ": " + e);
            return false;
        }
    }

    private void archive(Generation rotated) {
        if (policy.compress()) {
            around.archiver.compress(generations, rotated, policy.totalMax() - maxSize());
        }
    }

    /** Leaves room for the live file to become full. */
    private void prune() throws IOException {
        generations.prune(policy.keep(), policy.totalMax() - maxSize());
    }

    /** Has somebody deleted, renamed, replaced or cut the file? */
    private void look() {
        lookedAt = System.nanoTime();
        try {
            AppendFile current = file;
            if (current == null) {
                reopen();
            } else if (!current.hasName(path)) {
                long gone = current.unlinkedBytes();
                reopen();
                incident.happened(
                        OutputEvent.Kind.FILE_REPLACED, gone, path + " was deleted or renamed; a new one was begun");
            }
        } catch (IOException e) {
            incident.failed(0, "cannot open " + path + " (" + e.getMessage() + "); output is dropped and counted");
        }
    }

    private void reopen() throws IOException {
        if (file != null) {
            file.close();
            file = null;
        }
        file = AppendFile.open(path);
        begun = around.clock.instant();
    }

    @Override
    public long rotations() {
        return rotations.value();
    }

    @Override
    public long lostBytes() {
        return incident.lost();
    }

    @Override
    public Optional<History> history(WorkerId worker, LogPolicy.Format format) {
        return Optional.of(new History(worker, format, path, generations));
    }

    @Override
    public void close() {
        try {
            if (file != null) {
                file.close();
            }
            ownership.release();
        } catch (IOException e) {
            incident.failed(0, "closing " + path + ": " + e.getMessage());
        }
    }
}
