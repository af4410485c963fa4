package dev.muster.supervisor.control;

import dev.muster.supervisor.log.LineListener;
import dev.muster.supervisor.log.Question;
import dev.muster.supervisor.log.Tail;
import dev.muster.supervisor.spec.WorkerId;
import java.util.function.Predicate;

/** What the workers print. Thread-safe. */
public interface LogSource {

    /** The newest lines of a worker, oldest first; may read files. */
    Tail tail(WorkerId worker, Question question);

    /**
     * Tells the listener, on a thread that it may block, every line from now on.
     *
     * @return ends it
     */
    Runnable subscribe(Predicate<WorkerId> workers, LineListener listener);
}
