package dev.muster.supervisor.probe;

import dev.muster.supervisor.core.Worker;
import dev.muster.supervisor.spec.Check;

/** Begins tries. Probe thread only. */
interface Attempts {

    /** False: there are enough of this kind under way over all workers, try again in a moment. */
    boolean hasRoom(Check check);

    /** The outcome may be told before this returns. */
    Attempt begin(Check check, Worker worker, Attempt.Outcome outcome);

    /** What is asked, for messages. */
    static String text(Check check, Worker worker) {
        if (check instanceof Check.Tcp tcp) {
            return "tcp " + Names.filledIn(tcp.tcp(), worker);
        }
        if (check instanceof Check.Http http) {
            return "http " + Names.filledIn(http.http(), worker);
        }
        Check.Exec exec = (Check.Exec) check;
        return "exec " + Names.filledIn(exec.exec().get(0), worker);
    }
}
