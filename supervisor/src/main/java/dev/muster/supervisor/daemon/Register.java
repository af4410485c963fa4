package dev.muster.supervisor.daemon;

import dev.muster.supervisor.control.Version;
import dev.muster.supervisor.core.Bequest;
import dev.muster.supervisor.core.Desired;
import dev.muster.supervisor.core.ExitStatus;
import dev.muster.supervisor.core.LastExit;
import dev.muster.supervisor.core.Rota;
import dev.muster.supervisor.core.Worker;
import dev.muster.supervisor.core.WorkerEvent;
import dev.muster.supervisor.loop.FleetSnapshot;
import dev.muster.supervisor.loop.Journal;
import dev.muster.supervisor.process.BootId;
import dev.muster.supervisor.process.ProcStat;
import dev.muster.supervisor.spec.WorkerId;
import dev.muster.supervisor.state.DesiredFile;
import dev.muster.supervisor.state.RunsFile;
import dev.muster.supervisor.state.WorkerRecord;
import dev.muster.supervisor.state.WorkerRecords;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

    private final WorkerRecords records;
    private final String boot = BootId.current();
    private final ExecutorService thread =
            Executors.newSingleThreadExecutor(task -> Threads.daemon("muster-state", task));

    /** The newest of what is to be written, by worker; empty to remove. */
    private final Map<WorkerId, Optional<WorkerRecord>> unwritten = new ConcurrentHashMap<>();

    private final Map<WorkerId, WorkerRecord> known = new HashMap<>();
    /** Of whom there is something on disk. The thread's own, once it runs. */
    private final Map<WorkerId, Start> written = new ConcurrentHashMap<>();

    private final Origins origins = new Origins();

    private @Nullable Instant zero;
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

    /**
     * Goes on with what a former master has written; what is not worth keeping is removed. Before the loop runs.
     *
     * @param kept those that are taken over
     */
    void inherit(Set<WorkerId> kept) {
        for (WorkerRecord record : records.read()) {
            WorkerId id = WorkerId.parse(record.worker());
            known.put(id, record);
            written.put(id, Start.of(record));
            if (!kept.contains(id)) {
                known.remove(id);
                put(id, Optional.empty());
            }
        }
    }

    @Override
    public void transition(Worker before, Worker after, WorkerEvent cause, Instant at) {
        keep(after, at, Optional.empty());
    }

    /**
     * Notes what a new program in this process has to know: all of it, and also the ends that the loop will not be told of any more. Loop
     * thread.
     */
    void leave(FleetSnapshot fleet, Map<WorkerId, ExitStatus> ends) {
        for (Worker worker : fleet.workers()) {
            boolean runs = worker.pid().isPresent();
            Optional<ExitStatus> end = runs ? Optional.ofNullable(ends.get(worker.id())) : Optional.empty();
            keep(worker, fleet.at(), end.map(status -> new LastExit(status, fleet.at())));
        }
    }

    private void keep(Worker worker, Instant at, Optional<LastExit> end) {
        Instant clock = zero != null ? zero : at.minusNanos(System.nanoTime());
        zero = clock;
        WorkerRecord last = known.get(worker.id());
        WorkerRecord now = Bequest.of(worker)
                .map(left -> end.map(left::with).orElse(left))
                .map(left -> record(worker, left, last, clock))
                .orElse(null);
        if (now == null && last != null) {
            known.remove(worker.id());
            put(worker.id(), Optional.empty());
        } else if (now != null && !now.equals(last)) {
            known.put(worker.id(), now);
            put(worker.id(), Optional.of(now));
        }
    }

    /** The start time is filled in by who writes it. */
    private @Nullable WorkerRecord record(Worker worker, Bequest left, @Nullable WorkerRecord last, Instant clock) {
        if (worker.phase().alive() && worker.leader().isEmpty()) {
            return last; // until it is spawned: should we die meanwhile, it is found by its environment
        }
        int pid = worker.leader().orElse(0);
        Origins.Origin origin = origins.of(worker.spec());
        WorkerRecord now = new WorkerRecord(
                worker.id().toString(),
                worker.incarnation(),
                pid,
                0,
                boot,
                origin.digest(),
                Version.TEXT,
                origin.stop(),
                clock,
                left);
        return last != null && pid != 0 && last.sameLife(now) ? now.startedFrom(last) : now;
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
                WorkerRecord whole = started(record.get(), written.get(id));
                records.write(whole);
                written.put(id, Start.of(whole));
            } else {
                records.remove(id.toString());
                written.remove(id);
            }
        } catch (IOException | RuntimeException e) {
            LOG.warn("{}: what a next master should know of it is not written: {}", id, e.toString());
        }
    }

    /** Asked once for each life: later the pid may belong to another. */
    private static WorkerRecord started(WorkerRecord record, @Nullable Start before) {
        if (record.pid() == 0) {
            return record;
        }
        return record.startedAt(
                before != null && before.isOf(record)
                        ? before.ticks()
                        : ProcStat.read(record.pid()).map(ProcStat::startTicks).orElse(0L));
    }

    /** When a process was started: all that has to be remembered of what is on disk. */
    private record Start(int pid, int incarnation, String boot, long ticks) {
        static Start of(WorkerRecord record) {
            return new Start(record.pid(), record.incarnation(), record.boot(), record.startTicks());
        }

        boolean isOf(WorkerRecord record) {
            return pid == record.pid() && incarnation == record.incarnation() && boot.equals(record.boot());
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
