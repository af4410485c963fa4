package dev.muster.queue.ledger;

import dev.muster.queue.JobProgress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A queue's shared files as this JVM has them open: once, however many handles there are, because a second channel on
 * slots.lock would drop the locks of the first when it is closed. Stays open for the life of the JVM. Thread-safe.
 */
public final class QueueDirectory {

    /** How many jobs a segment holds unless the queue was made with another figure. */
    public static final int DEFAULT_SEGMENT_JOBS = 1 << 20;

    private static final Logger LOG = LoggerFactory.getLogger(QueueDirectory.class);

    /** By the file key of slots.lock: a directory that is deleted and made again is another queue. */
    private static final Map<Object, QueueDirectory> OPEN = new HashMap<>();

    /** Kept even when opening failed after all: the collector would close the channel, and drop the locks of the next try. */
    private static final Map<Object, SlotLocks> LOCKS = new HashMap<>();

    private final QueueFiles files;
    private final SlotLocks locks;
    private final ControlFile control;
    private final Ledgers ledgers;
    private final Sleepers sleepers;
    private final Sleepers permitSleepers;
    private final SweepHints hints;
    private final Recovery recovery = new Recovery(this);
    private final Moves moves = new Moves(this);
    private final Burials burials = new Burials(this);
    private final UniqueKeys uniqueKeys;
    private final Optional<Object> generation;

    QueueDirectory(QueueFiles files, SlotLocks locks, ControlFile control) {
        this.files = files;
        this.locks = locks;
        this.control = control;
        this.ledgers = new Ledgers(files);
        this.sleepers = Sleepers.forJobs(control);
        this.permitSleepers = Sleepers.forPermits(control);
        this.hints = new SweepHints(control);
        this.uniqueKeys = new UniqueKeys(files);
        this.generation = key(files.control());
    }

    /**
     * Opens a queue's directory, making it when there is none.
     *
     * @param segmentJobs capacity of a segment, used only when the queue is made
     * @param takeOver use it although another machine's workers never signed off
     * @param salvage how a queue is read again that an earlier boot left; null to open it {@linkplain #isFormer as it is}
     * @throws QueueFormatException when it cannot be used here
     */
    public static QueueDirectory open(Path directory, int segmentJobs, boolean takeOver, @Nullable Salvage salvage) {
        QueueFiles files = new QueueFiles(directory);
        synchronized (OPEN) {
            createLockFile(files);
            Object key =
                    key(files.lock()).orElseThrow(() -> new IllegalStateException(files.lock() + " has just vanished"));
            QueueDirectory known = OPEN.get(key);
            if (known != null && !known.isFormer()) {
                return known;
            }
            SlotLocks locks = LOCKS.computeIfAbsent(key, k -> new SlotLocks(files.lock()));
            // The lock is taken only when there is something to do: a JVM that starts on a busy machine keeps it for
            // long.
            if (Files.notExists(files.control())) {
                locked(locks, () -> ControlFile.createIfMissing(files, segmentJobs));
            }
            QueueDirectory found = new QueueDirectory(files, locks, ControlFile.open(files));
            if (found.isFormer() && !takeOver) {
                found.requireOwnMachine();
            }
            if (found.isFormer() && salvage == null) {
                return found;
            }
            QueueDirectory queue = found.isFormer() && salvage != null ? renewed(found, salvage) : found;
            Janitor.sweep(queue);
            OPEN.put(key, queue);
            return queue;
        }
    }

    /** Opens a queue {@linkplain #isFormer as it is}, making it when there is none. */
    public static QueueDirectory open(Path directory, int segmentJobs, boolean takeOver) {
        return open(directory, segmentJobs, takeOver, null);
    }

    private static QueueDirectory renewed(QueueDirectory former, Salvage salvage) {
        QueueFiles files = former.files;
        SlotLocks locks = former.locks;
        LOG.info(
                "queue {}: the machine was started anew; reading the queue again, or waiting for who does",
                files.directory().getFileName());
        locks.lockPatiently(SlotLocks.INIT, salvage::progress);
        try {
            QueueDirectory queue = new QueueDirectory(files, locks, ControlFile.open(files));
            while (queue.isFormer()) {
                queue.requireNobody();
                new Renewal(files, locks).run(queue, salvage);
                queue = new QueueDirectory(files, locks, ControlFile.open(files));
            }
            return queue;
        } finally {
            locks.unlock(SlotLocks.INIT);
        }
    }

    private static void locked(SlotLocks locks, Runnable step) {
        locks.lock(SlotLocks.INIT);
        try {
            step.run();
        } finally {
            locks.unlock(SlotLocks.INIT);
        }
    }

    /** Opens a queue's directory if there is a queue in it. */
    static Optional<QueueDirectory> openExisting(Path directory) {
        QueueFiles files = new QueueFiles(directory);
        return Files.exists(files.control())
                ? Optional.of(open(directory, DEFAULT_SEGMENT_JOBS, false))
                : Optional.empty();
    }

    private static void createLockFile(QueueFiles files) {
        try {
            Files.createDirectories(files.directory());
            Files.createFile(files.lock());
        } catch (FileAlreadyExistsException e) {
            // Made by an earlier process, or by another one just now. It must not be opened and closed to find out.
        } catch (IOException e) {
            throw new UncheckedIOException("cannot create the queue in " + files.directory(), e);
        }
    }

    private static Optional<Object> key(Path file) {
        try {
            return Optional.ofNullable(
                    Files.readAttributes(file, BasicFileAttributes.class).fileKey());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Whether an earlier boot, or another machine, was the last to use it. Its files may have holes: it may be counted, and nothing else,
     * until a process with the engine has read it again.
     */
    public boolean isFormer() {
        Host here = Host.current();
        return !control.host().isSame(here) && (control.host().isOtherMachine(here) || !isInUseHere());
    }

    /**
     * A process of this kernel that holds its slot says more than boot ids do: containers have one of their own, and a service of systemd
     * within them, whose /proc is another, sees the kernel's.
     */
    private boolean isInUseHere() {
        if (Files.notExists(files.control()) || !generation.equals(key(files.control()))) {
            return false; // somebody has read it again: these are the slots of the former boot
        }
        for (int i = 0; i < ControlFile.SLOTS; i++) {
            Slot slot = control.slot(i);
            if (slot.state() != Slot.FREE && slot.process().isAlive() && locks.isHeld(i)) {
                return true;
            }
        }
        return false;
    }

    private void requireOwnMachine() {
        if (control.host().isOtherMachine(Host.current()) && anyOccupied()) {
            throw new QueueFormatException(
                    files.directory() + " was used by another machine whose workers have not signed"
                            + " off; a queue must not be shared between machines. If they are gone for good, open it once with"
                            + " take-over=true in the queue's URL");
        }
    }

    /** A process of the former boot that is alive can only be one of another machine. */
    private void requireNobody() {
        for (int i = 0; i < ControlFile.SLOTS; i++) {
            if (locks.isHeld(i)) {
                throw new QueueFormatException(files.directory() + " is in use by pid "
                        + control.slot(i).pid() + " of another machine; a queue must not be shared between machines");
            }
        }
    }

    private boolean anyOccupied() {
        for (int i = 0; i < ControlFile.SLOTS; i++) {
            if (control.slot(i).state() != Slot.FREE) {
                return true;
            }
        }
        return false;
    }

    public QueueFiles files() {
        return files;
    }

    public SlotLocks locks() {
        return locks;
    }

    public ControlFile control() {
        return control;
    }

    public Ledgers ledgers() {
        return ledgers;
    }

    /** Those who wait for a job. */
    public Sleepers sleepers() {
        return sleepers;
    }

    /** Those who wait until they may hold a job, see {@link SlotLocks#PERMITS}. */
    public Sleepers permitSleepers() {
        return permitSleepers;
    }

    public SweepHints hints() {
        return hints;
    }

    public UniqueKeys uniqueKeys() {
        return uniqueKeys;
    }

    /** Which timetables have had their jobs. */
    public Ticks ticks() {
        return new Ticks(files);
    }

    /** What is known of the deaths in a segment. */
    public EvidenceFile evidence(LedgerFile ledger) {
        return new EvidenceFile(files.segment(ledger.segment()));
    }

    /** What jobs of a segment have saved. */
    public Checkpoints checkpoints(LedgerFile ledger) {
        return new Checkpoints(files.segment(ledger.segment()), control.isSyncPromised());
    }

    /** Where the jobs of a slot say how far they are; by its owner. @throws DiskFullException when there is no room for it */
    public ProgressFile makeProgress(Slot slot) {
        return ProgressFile.make(files, slot);
    }

    /** How far a job is, by its place and claimed word. */
    public Optional<JobProgress> progress(long place, long claimed) {
        return ProgressFile.find(files, JobWord.slot(claimed)).flatMap(file -> file.of(place, claimed));
    }

    /** The worker that holds a claimed word. */
    public String worker(long claimed) {
        return control.slot(JobWord.slot(claimed)).owner().worker();
    }

    /** What the master knows of workers that died. */
    public CrashReports crashReports() {
        return new CrashReports(files);
    }

    /** Begins a pause, or ends it with a time that is over. Works for a {@linkplain #isFormer former} queue, too. */
    public void pauseUntil(long atMs) {
        if (isFormer()) {
            locks.lockPatiently(SlotLocks.INIT, () -> {}); // whoever reads it again takes the pause over at the end
            try {
                ControlFile.open(files).pausedUntil(atMs);
            } finally {
                locks.unlock(SlotLocks.INIT);
            }
        } else {
            control.pausedUntil(atMs);
            sleepers.wakeAll();
        }
    }

    public Moves moves() {
        return moves;
    }

    public Burials burials() {
        return burials;
    }

    /** The ledgers of a lane that are there, the oldest first. */
    public List<LedgerFile> ledgers(Lane lane) {
        if (!control.has(lane)) {
            return List.of();
        }
        ledgers.forgetCompacted();
        List<LedgerFile> found = new ArrayList<>();
        int current = control.current(lane);
        for (int segment = control.oldest(lane); segment <= current; segment++) {
            LedgerFile ledger = ledgers.find(segment);
            if (ledger != null) {
                found.add(ledger);
            }
        }
        return found;
    }

    /** What the segments take of the disk. */
    public long allocatedBytes() {
        long bytes = 0;
        for (Lane lane : Lane.values()) {
            for (LedgerFile ledger : ledgers(lane)) {
                bytes += ledger.allocatedBytes();
            }
        }
        return bytes;
    }

    /**
     * Takes a free slot for this process, recovering dead owners on the way.
     *
     * @throws IllegalStateException when all 512 are taken by the living
     */
    public Slot occupySlot() {
        for (int i = 0; i < ControlFile.SLOTS; i++) {
            if (locks.tryLock(i)) {
                return occupyLocked(control.slot(i));
            }
        }
        throw new IllegalStateException(files.directory() + ": all " + ControlFile.SLOTS
                + " slots are taken by living producers and consumers; run fewer, or use a second queue");
    }

    private Slot occupyLocked(Slot slot) {
        try {
            recovery.recoverLocked(slot);
            control.using(slot);
            slot.occupy(ProcessIdentity.self(), System.currentTimeMillis());
            return slot;
        } catch (RuntimeException | Error e) {
            locks.unlock(slot.index()); // or everybody would take its dead owner for alive
            throw e;
        }
    }

    /**
     * Gives a slot back that has nothing claimed any more.
     *
     * @throws IllegalStateException when this process does not hold it: it may be somebody else's
     */
    public void releaseSlot(Slot slot) {
        requireHeld(slot);
        free(slot);
        locks.unlock(slot.index());
    }

    /**
     * Gives a slot back that may have jobs left, because giving them back one by one failed: they were interrupted. Should that
     * fail as well, whoever recovers the slot next says the same.
     *
     * @throws IllegalStateException when this process does not hold it
     */
    public void abandonSlot(Slot slot) {
        requireHeld(slot);
        try {
            slot.drain();
            recovery.recoverLocked(slot);
        } finally {
            locks.unlock(slot.index());
        }
    }

    private void requireHeld(Slot slot) {
        if (!locks.holds(slot.index())) {
            throw new IllegalStateException(this + ": slot " + slot.index() + " is not held by this process");
        }
    }

    /**
     * Frees a slot. Hints that its owner took with it are asked for again: what it walked ahead of the others was nobody
     * else's to look at.
     */
    void free(Slot slot) {
        sleepers.awake(slot);
        permitSleepers.awake(slot);
        slot.leave();
        hints.redelivered();
        slot.state(Slot.FREE);
        sleepers.wakeAll();
        permitSleepers.wakeAll(); // the kernel has given back the permits of the dead, and woken nobody
    }

    /** Recovers every slot whose owner is dead. Idempotent. @return the number of jobs given back */
    public int recoverDead() {
        return recovery.recoverAll();
    }

    int recoverInterrupted() {
        return recovery.recoverInterrupted();
    }

    boolean heldJobs(int pid, long startTicks) {
        for (Slot slot : control.slots()) {
            if (slot.pid() == pid && slot.startTicks() == startTicks && slot.company() > 0) {
                return true;
            }
        }
        return false;
    }

    int recover(int pid, long startTicks) {
        return recovery.recover(pid, startTicks);
    }

    /**
     * Refuses to share the queue with living processes of another container. The journal tells a dead writer by its pid when it
     * is opened, and would take the lock from a living one whose pid means nothing here.
     *
     * @throws QueueFormatException saying so
     */
    public void requireOnePidNamespace() {
        long ours = ProcessIdentity.self().namespace();
        for (Slot slot : control.slots()) {
            if (slot.state() != Slot.FREE && slot.namespace() != ours && locks.isHeld(slot.index())) {
                throw new QueueFormatException(files.directory() + " is in use by pid " + slot.pid()
                        + " of another container; a queue belongs to the processes of one pid namespace: run them in one, or"
                        + " give each its own queue");
            }
        }
    }

    /** Removes what makers of segments left when they were killed. The caller holds {@link SlotLocks#CREATION}. */
    public void removeTemporary() {
        Janitor.removeTemporary(this);
    }

    /** Whether a living process with this pid has a slot. Immune to reused pids: the lock decides. */
    public boolean isAlive(int pid) {
        for (Slot slot : control.slots()) {
            if (slot.state() != Slot.FREE && slot.pid() == pid && locks.isHeld(slot.index())) {
                return true;
            }
        }
        return false;
    }

    /** How far the foremost consumer has read in a lane, as a job id. */
    public long foremostPosition(Lane lane) {
        long foremost = 0;
        for (Slot slot : control.slots()) {
            long position = slot.position(lane);
            if (position != Slot.NOWHERE && position > foremost) {
                foremost = position;
            }
        }
        return foremost;
    }

    /** Where the last of those is who read a lane, as a job id. */
    long rearmostPosition(Lane lane) {
        long rearmost = Slot.NOWHERE;
        for (Slot slot : control.slots()) {
            if (slot.state() != Slot.FREE) {
                rearmost = Math.min(rearmost, slot.position(lane));
            }
        }
        return rearmost;
    }

    @Override
    public String toString() {
        return Objects.toString(files.directory());
    }
}
