package dev.muster.testing;

/**
 * Where in a delivery its worker dies, see {@link InlineMuster#crashDuring}. What the handler has done until then stays done; what comes
 * after never happens, {@code finally} included.
 */
public enum CrashPoint {
    /** At the first thing that the handler asks of Muster (put, checkpoint, progress), before anything comes of it; else at its end. */
    FIRST_CALL,
    /** After its first put: the new job is in its queue, and the handler has not learned of it. */
    AFTER_PUT,
    /** After its first checkpoint: the next delivery finds it. */
    AFTER_CHECKPOINT,
    /** At its end, before the job is finished: everything is done but that. */
    BEFORE_END
}
