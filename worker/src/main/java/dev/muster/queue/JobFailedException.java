package dev.muster.queue;

import java.io.Serial;

/** A submitted job was put aside as dead, or cancelled ({@link JobCancelledException}), or its result could not be handed over. */
public class JobFailedException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * For engines, through the stage of {@link JobQueue#submit}.
     *
     * @param queue its name
     * @param id the job's
     * @param why what became of the job, as its dead letter says it
     */
    public JobFailedException(String queue, JobId id, String why) {
        super("queue " + queue + ": job " + id + " failed: " + why);
    }
}
