package dev.muster.queue;

import java.util.List;

/**
 * The death of a worker that held a job. What only a master can know is empty without one. Immutable.
 *
 * @param atMs when it was noticed, in milliseconds of the epoch
 * @param worker such as {@code printer.1#3}
 * @param pid the process's id, 0 when nobody knows it
 * @param jobs how many jobs of the queue it held; with more than one nobody knows which of them is to blame
 * @param reason what is known of the cause
 * @param exit such as {@code killed by SIGSEGV} or {@code exit code 3}
 * @param errorFile the JVM's own report of the crash (hs_err), when it left one
 * @param log the last lines that it logged
 */
public record CrashRecord(
        long atMs, String worker, int pid, int jobs, String reason, String exit, String errorFile, List<String> log) {

    /**
     * Copies the list.
     *
     * @param atMs when it was noticed, in milliseconds of the epoch
     * @param worker such as {@code printer.1#3}
     * @param pid the process's id, 0 when nobody knows it
     * @param jobs how many jobs of the queue it held
     * @param reason what is known of the cause; may be empty
     * @param exit such as {@code killed by SIGSEGV}; may be empty
     * @param errorFile the path of the JVM's own report; may be empty
     * @param log the last lines that it logged, the oldest first
     */
    public CrashRecord {
        log = List.copyOf(log);
    }
}
