package dev.muster.supervisor.journald;

/** Says in the journal how many entries of a source are missing there. */
final class Gap implements Parcel {

    private static final String WARNING = "4";

    private final Source source;
    private final long lost;
    private boolean told;

    Gap(Source source, long lost) {
        this.source = source;
        this.lost = lost;
    }

    @Override
    public Source source() {
        return source;
    }

    @Override
    public long bytes() {
        return 0;
    }

    /** None of the source's own. */
    @Override
    public long entries() {
        return 0;
    }

    @Override
    public boolean next(Entry entry) {
        if (told) {
            return false;
        }
        told = true;
        entry.field("PRIORITY", WARNING)
                .field("SYSLOG_IDENTIFIER", SystemJournal.MASTER)
                .field("MESSAGE_ID", SystemJournal.LOST)
                .field("MUSTER_LOST", Long.toString(lost));
        source.describe(entry);
        entry.field(
                "MESSAGE",
                source + ": " + lost + " lines are missing here, the journal was too slow; the log file has them");
        return true;
    }
}
