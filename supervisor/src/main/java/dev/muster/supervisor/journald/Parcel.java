package dev.muster.supervisor.journald;

/** Entries of one source on their way to the journal. It is made on one thread and unpacked on another. */
public interface Parcel {

    Source source();

    /** About what it takes of the memory. */
    long bytes();

    /** It is taken: from now on whatever it was made of may be used for something else. On the thread that made it. */
    default void keep() {}

    /** How many entries are left in it. */
    long entries();

    /** Adds the fields of the next entry; false when there is none. */
    boolean next(Entry entry);
}
