package dev.muster.supervisor.loop;

import dev.muster.supervisor.core.CronNews;
import dev.muster.supervisor.core.Rollout;
import dev.muster.supervisor.core.RunNews;
import dev.muster.supervisor.core.ScaleDecision;
import dev.muster.supervisor.core.Worker;
import dev.muster.supervisor.core.WorkerEvent;
import dev.muster.supervisor.spec.CronSpec;
import dev.muster.supervisor.spec.ServiceSpec;
import java.time.Instant;

/** Is told what happened. Called on the loop thread after the effects were carried out; must not block or throw. */
public interface Journal {

    /**
     * The phase, goal, incarnation, pid or complaint of a worker changed, or it became surplus. A surplus worker that is STOPPED is gone:
     * this is the last that is told of its slot.
     *
     * @param at the loop's monotonic time
     */
    void transition(Worker before, Worker after, WorkerEvent cause, Instant at);

    /** A service is given another number of workers because of its backlog; what that means for each of them is told next. */
    default void scaled(ServiceSpec service, ScaleDecision decision) {}

    /** Workers begin to be replaced one by one, or that has ended. */
    default void rollout(Rollout rollout, Instant at) {}

    /** What became of a time of a service's schedule that did not simply get its run. */
    default void told(String service, RunNews news) {}

    /** What became of a time of a cron. */
    default void cron(CronSpec cron, CronNews news) {}

    /** Handling something failed, which is a bug or a broken port; the loop goes on. {@code what} names the item. */
    void fault(Object what, Throwable fault);
}
