package dev.muster.supervisor.probe;

/** One try of one probe. Probe thread only. */
interface Attempt {

    /** Whatever it still does is of no interest any more: the time is over, or the worker. Its outcome is not told then. */
    void abandon();

    /** What it has said so far, to be put behind a reason; empty when it says nothing. */
    default String lastWords() {
        return "";
    }

    /** Nothing is left of it: no connection, no process. Another one may begin. */
    boolean isOver();

    /** Who waits for the answer. Called at most once, on the probe thread. */
    interface Outcome {
        void well();

        /** {@code why} begins with what was asked: {@code tcp 127.0.0.1:8080: Connection refused}. */
        void failed(String why);
    }
}
