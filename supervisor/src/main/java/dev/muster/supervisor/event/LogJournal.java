package dev.muster.supervisor.event;

import dev.muster.supervisor.core.Phase;
import dev.muster.supervisor.core.RollingWords;
import dev.muster.supervisor.core.Rollout;
import dev.muster.supervisor.core.RunNews;
import dev.muster.supervisor.core.ScaleDecision;
import dev.muster.supervisor.core.Worker;
import dev.muster.supervisor.core.WorkerEvent;
import dev.muster.supervisor.loop.Journal;
import dev.muster.supervisor.spec.ServiceSpec;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes one line for each transition of a worker into the master's log. Loop thread only. */
public final class LogJournal implements Journal {
    private static final Logger LOG = LoggerFactory.getLogger("muster");

    @Override
    public void transition(Worker before, Worker after, WorkerEvent cause, Instant at) {
        if (before.phase() == after.phase() && !before.complaint().equals(after.complaint())) {
            if (after.complaint().isEmpty()) {
                LOG.info("{}: is ready again", after.name());
            } else {
                LOG.warn("{}: is not ready for the moment: {}", after.name(), after.complaint());
            }
        } else if (before.phase() == after.phase() && before.incarnation() == after.incarnation()) {
            LOG.debug("{}: {}, wanted {}: {}", after.name(), after.phase(), after.goal(), after.reason());
        } else if (isBad(after)) {
            LOG.warn("{}: {} -> {}: {}", after.name(), before.phase(), after.phase(), why(after));
        } else {
            String why = cause instanceof WorkerEvent.Adopted ? after.reason() : why(after);
            LOG.info("{}: {} -> {}: {}", after.name(), before.phase(), after.phase(), why);
        }
    }

    @Override
    public void told(String service, RunNews news) {
        LOG.info("{}: {}", service, news.why());
    }

    @Override
    public void rollout(Rollout rollout, Instant at) {
        if (rollout.end().isEmpty()) {
            LOG.info("{}", RollingWords.begun(rollout));
        } else if (rollout.end().get().outcome() == Rollout.Outcome.DONE) {
            LOG.info("{}", RollingWords.of(rollout, rollout.end().get().progress()));
        } else {
            LOG.warn("{}", RollingWords.of(rollout, rollout.end().get().progress()));
        }
    }

    @Override
    public void scaled(ServiceSpec service, ScaleDecision decision) {
        LOG.info("{}: {} -> {} workers: {}", service.name(), decision.from(), decision.to(), decision.why());
    }

    @Override
    public void fault(Object what, Throwable fault) {
        LOG.error("fault while handling {}; the master goes on", what, fault);
    }

    private static boolean isBad(Worker worker) {
        return worker.phase() == Phase.FAILED || worker.phase() == Phase.BACKOFF || worker.phase() == Phase.KILLING;
    }

    private static String why(Worker worker) {
        if (worker.phase() == Phase.READY
                && worker.startedAt().isPresent()
                && worker.readyAt().isPresent()) {
            Duration start =
                    Duration.between(worker.startedAt().get(), worker.readyAt().get());
            return "ready after " + start.toMillis() + " ms (pid "
                    + worker.pid().orElse(0) + ")";
        }
        return worker.reason();
    }
}
