package dev.muster.concurrent;

import java.util.concurrent.ThreadFactory;
import java.util.function.LongSupplier;

/**
 * What a crew is made of, and what it says when it refuses. Immutable.
 *
 * @param inline the tasks run in the threads of their submitters
 */
record Plan(
        String name,
        Sizing sizing,
        ThreadFactory threads,
        boolean inline,
        Rejection rejection,
        Alarm alarm,
        boolean keepDelayed,
        LongSupplier nanos) {

    RejectedSubmissionException shutDown() {
        return new RejectedSubmissionException(name + ": is shut down");
    }

    RejectedSubmissionException full(Limit limit, int running) {
        return new RejectedSubmissionException(
                name + ": the backlog has reached " + limit.backlog() + " (" + running + " running)");
    }

    RejectedSubmissionException dropped() {
        return new RejectedSubmissionException(name + ": dropped from a full backlog for a newer task");
    }

    RejectedSubmissionException interrupted(InterruptedException cause) {
        return new RejectedSubmissionException(name + ": interrupted while waiting for room in the backlog", cause);
    }

    RejectedSubmissionException noThread(Throwable cause) {
        return new RejectedSubmissionException(name + ": could not start a thread", cause);
    }
}
