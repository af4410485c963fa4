package dev.muster.supervisor.probe;

/** Something to be done for one life of a worker, again and again. Probe thread only; nothing in it blocks. */
interface Duty {

    /** When {@link #run} is due next, in nanoseconds of {@link Agenda#now}; told to the agenda whenever it changes. */
    long due();

    void run();

    /** The life is over, or other rules hold: nothing may come of it any more. */
    void end();
}
