package dev.muster.queue.ledger;

/**
 * Shared hints about jobs that lie behind the walkers: given back, or due after a delay. Any of them may be lost with the
 * process that was about to write it; recovery of its slot, walkers and a sweep once a second make up for that. Thread-safe.
 */
public final class SweepHints {

    private static final long SWEEP_MS = 5;
    private static final long SAFETY_MS = 1000;

    private final Region region;

    SweepHints(ControlFile control) {
        this.region = control.region();
    }

    /** A job behind the walkers is ready again. */
    public void redelivered() {
        region.incrementInt(ControlFile.OFFSET_REDELIVERIES);
    }

    /** A job will be ready at a time. */
    public void due(long atMs) {
        region.minLong(ControlFile.OFFSET_NEXT_DUE, atMs);
    }

    /** When the next delayed job is due, as far as is known; {@link Long#MAX_VALUE} for none. */
    public long nextDue() {
        return region.getLong(ControlFile.OFFSET_NEXT_DUE);
    }

    /** Whether somebody should sweep. */
    public boolean wanted(long nowMs) {
        return region.getInt(ControlFile.OFFSET_REDELIVERIES) != region.getInt(ControlFile.OFFSET_SWEPT)
                || nowMs >= nextDue();
    }

    /** Whether nobody has swept for a second. */
    public boolean overdue(long nowMs) {
        long last = region.getLong(ControlFile.OFFSET_LAST_SWEEP);
        return nowMs - last >= SAFETY_MS || nowMs < last; // the second: the clock was set back
    }

    /** Takes the sweep, unless somebody is at it. A sweeper that died is followed after 5 ms. */
    public boolean tryBegin(long nowMs) {
        long until = region.getLong(ControlFile.OFFSET_SWEEPING);
        boolean busy = until > nowMs && until <= nowMs + SWEEP_MS;
        return !busy && region.casLong(ControlFile.OFFSET_SWEEPING, until, nowMs + SWEEP_MS);
    }

    /** What has been asked for so far; read it before looking at the first word. Clears the due time. */
    public int takeRequests() {
        int requests = region.getInt(ControlFile.OFFSET_REDELIVERIES);
        region.setLong(ControlFile.OFFSET_NEXT_DUE, Long.MAX_VALUE);
        return requests;
    }

    /** Ends a sweep that has seen everything. */
    public void end(int requests, long nextDueMs, long nowMs) {
        due(nextDueMs);
        region.setInt(ControlFile.OFFSET_SWEPT, requests);
        region.setLong(ControlFile.OFFSET_LAST_SWEEP, nowMs);
        region.setLong(ControlFile.OFFSET_SWEEPING, 0);
    }

    /** Ends a sweep that stopped with its hands full: another one is wanted at once. */
    public void endWithMore(long nextDueMs) {
        due(nextDueMs);
        redelivered();
        region.setLong(ControlFile.OFFSET_SWEEPING, 0);
    }

    /** Ends a sweep that was overtaken by new jobs: another one is wanted after 5 ms, and not by each poll until then. */
    public void postpone(int requests, long nextDueMs, long nowMs) {
        due(Math.min(nextDueMs, nowMs + SWEEP_MS));
        region.setInt(ControlFile.OFFSET_SWEPT, requests);
        region.setLong(ControlFile.OFFSET_SWEEPING, 0);
    }
}
