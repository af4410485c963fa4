package dev.muster.supervisor.daemon;

import dev.muster.supervisor.control.Version;
import dev.muster.supervisor.core.Desired;
import dev.muster.supervisor.core.Phase;
import dev.muster.supervisor.core.Rota;
import dev.muster.supervisor.core.Worker;
import dev.muster.supervisor.core.WorkerEvent;
import dev.muster.supervisor.loop.Journal;
import dev.muster.supervisor.process.BootId;
import dev.muster.supervisor.process.ProcStat;
import dev.muster.supervisor.spec.Launch;
import dev.muster.supervisor.spec.StopPolicy;
import dev.muster.supervisor.spec.WorkerId;
import dev.muster.supervisor.state.DesiredFile;
import dev.muster.supervisor.state.RunsFile;
import dev.muster.supervisor.state.WorkerRecord;
import dev.muster.supervisor.state.WorkerRecords;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps for the next master what it needs to adopt the workers. Told by the loop, written by a thread of its own, because a disk may
 * hang: what is not written yet when the master dies is found in {@code /proc}.
 */
final class Register implements Journal, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Register.class);
    private static final int DIGEST_CHARS = 32;

    private final WorkerRecords records;
    private final String boot = BootId.current();
    private final ExecutorService thread =
            Executors.newSingleThreadExecutor(task -> Threads.daemon("muster-state", task));

    /** The newest of what is to be written, by worker; empty to remove. */
    private final Map<WorkerId, Optional<WorkerRecord>> unwritten = new ConcurrentHashMap<>();

    private final Map<WorkerId, WorkerRecord> known = new HashMap<>();
    private final DesiredFile desiredFile;
    private final RunsFile runsFile;
    private Desired lastDesired;
    private final Map<String, Rota.Kept> formerRuns;

    Register(WorkerRecords records, DesiredFile desiredFile, RunsFile runsFile) {
        this.records = records;
        this.runsFile = runsFile;
        this.desiredFile = desiredFile;
        this.lastDesired = desiredFile.read();
        this.formerRuns = runsFile.read();
    }

    /** How far a former master was with the scheduled runs. */
    Map<String, Rota.Kept> formerRuns() {
        return formerRuns;
    }

    /** What a former master was told by hand. */
    Desired desired() {
        return lastDesired;
    }

    @Override
    public void transition(Worker before, Worker after, WorkerEvent cause, Instant at) {
        WorkerRecord last = known.get(after.id());
        WorkerRecord now = record(after, last);
        if (now == null && last != null) {
            known.remove(after.id());
            put(after.id(), Optional.empty());
        } else if (now != null && !now.equals(last)) {
            known.put(after.id(), now);
            put(after.id(), Optional.of(now));
        }
    }

    /** Null when there is no process. The start time is filled in by who writes it. */
    private @Nullable WorkerRecord record(Worker worker, @Nullable WorkerRecord last) {
        if (worker.pid().isEmpty()) {
            return null;
        }
        int pid = worker.pid().getAsInt();
        String launch = last != null && last.pid() == pid && last.incarnation() == worker.incarnation()
                ? last.launch()
                : digest(worker.spec().launch());
        StopPolicy stop = worker.spec().policy().stop();
        return new WorkerRecord(
                worker.id().toString(),
                worker.incarnation(),
                pid,
                0,
                boot,
                launch,
                Version.TEXT,
                worker.phase() == Phase.READY,
                worker.restarts(),
                Optional.of(worker.run() > 0),
                new WorkerRecord.Stop(stop.signal(), stop.grace().toMillis()));
    }

    private void put(WorkerId id, Optional<WorkerRecord> record) {
        if (unwritten.put(id, record) == null) {
            thread.execute(() -> write(id));
        }
    }

    private void write(WorkerId id) {
        Optional<WorkerRecord> record = unwritten.remove(id);
        if (record == null) {
            return;
        }
        try {
            if (record.isPresent()) {
                Optional<Long> startTicks = ProcStat.read(record.get().pid()).map(ProcStat::startTicks);
                if (startTicks.isPresent()) {
                    records.write(started(record.get(), startTicks.get()));
                }
            } else {
                records.remove(id.toString());
            }
        } catch (IOException | RuntimeException e) {
            LOG.warn("{}: what a next master should know of it is not written: {}", id, e.toString());
        }
    }

    private static WorkerRecord started(WorkerRecord record, long startTicks) {
        return new WorkerRecord(
                record.worker(),
                record.incarnation(),
                record.pid(),
                startTicks,
                record.boot(),
                record.launch(),
                record.version(),
                record.ready(),
                record.restarts(),
                record.run(),
                record.stop());
    }

    /** A word for what a process is started from, without its secrets. */
    static String digest(Launch launch) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            return HexFormat.of()
                    .formatHex(sha.digest(launch.toString().getBytes(StandardCharsets.UTF_8)))
                    .substring(0, DIGEST_CHARS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Keeps what is wanted by hand. Loop thread. */
    void desired(Desired wanted) {
        if (!wanted.equals(lastDesired)) {
            lastDesired = wanted;
            thread.execute(() -> writeDesired(wanted));
        }
    }

    private void writeDesired(Desired wanted) {
        try {
            desiredFile.write(wanted);
        } catch (IOException | RuntimeException e) {
            LOG.error(
                    "what was stopped and scaled by hand is not written and will be forgotten by a next master: {}",
                    e.toString());
        }
    }

    /** The book of the scheduled runs. Any thread. */
    void runs(Map<String, Rota.Kept> runs, Runnable kept) {
        try {
            thread.execute(() -> {
                writeRuns(runs);
                kept.run();
            });
        } catch (RejectedExecutionException closing) {
            LOG.debug("runs are not kept any more", closing);
        }
    }

    /** A run begins all the same: without a disk there would be none at all. */
    private void writeRuns(Map<String, Rota.Kept> runs) {
        try {
            runsFile.write(runs);
        } catch (IOException | RuntimeException e) {
            LOG.error(
                    "which scheduled runs have begun is not written, so a next master may begin one again: {}",
                    e.toString());
        }
    }

    @Override
    public void fault(Object what, Throwable fault) {
        // told by another journal
    }

    /** Writes what is left, unless the disk takes longer than five seconds. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(5, TimeUnit.SECONDS)) {
                LOG.warn("the records of the workers are not all written; does the disk hang?");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
