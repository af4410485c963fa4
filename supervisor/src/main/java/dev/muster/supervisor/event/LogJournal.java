package dev.muster.supervisor.event;

import dev.muster.supervisor.core.CronNews;
import dev.muster.supervisor.core.Death;
import dev.muster.supervisor.core.Phase;
import dev.muster.supervisor.core.RollingWords;
import dev.muster.supervisor.core.Rollout;
import dev.muster.supervisor.core.RunNews;
import dev.muster.supervisor.core.ScaleDecision;
import dev.muster.supervisor.core.Worker;
import dev.muster.supervisor.core.WorkerEvent;
import dev.muster.supervisor.loop.Journal;
import dev.muster.supervisor.spec.CronSpec;
import dev.muster.supervisor.spec.EventKind;
import dev.muster.supervisor.spec.ServiceSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/** Writes one line for each transition of a worker into the master's log. Loop thread only. */
public final class LogJournal implements Journal {
    private static final Logger LOG = LoggerFactory.getLogger("muster");

    @Override
    public void transition(Worker before, Worker after, WorkerEvent cause, Instant at) {
        if (before.phase() == after.phase() && !before.complaint().equals(after.complaint())) {
            if (after.complaint().isEmpty()) {
                told(Level.INFO, after, EventKind.READY).log("{}: is ready again", after.name());
            } else {
                told(Level.WARN, after, EventKind.UNREADY)
                        .log("{}: is not ready for the moment: {}", after.name(), after.complaint());
            }
        } else if (before.phase() == after.phase() && before.incarnation() == after.incarnation()) {
            LOG.debug("{}: {}, wanted {}: {}", after.name(), after.phase(), after.goal(), after.reason());
        } else {
            Optional<Death> death = Death.between(before, after, cause, at);
            boolean bad = isBad(after) || death.filter(Death::crash).isPresent();
            LoggingEventBuilder line = told(bad ? Level.WARN : Level.INFO, after, FleetEvents.kind(after.phase()));
            String why = cause instanceof WorkerEvent.Adopted && !isBad(after) ? after.reason() : why(after);
            death.map(end -> with(end, after, line))
                    .orElse(line)
                    .log("{}: {} -> {}: {}", after.name(), before.phase(), after.phase(), why);
        }
    }

    private static LoggingEventBuilder told(Level level, Worker worker, EventKind what) {
        return Told.of(LOG, level, worker).addKeyValue(Told.EVENT, what);
    }

    /** A restart at once is the end of one life and the beginning of another. */
    private static LoggingEventBuilder with(Death death, Worker after, LoggingEventBuilder line) {
        LoggingEventBuilder ended = line.addKeyValue(Told.EVENT, death.crash() ? EventKind.CRASHED : EventKind.EXITED);
        if (death.incarnation() != after.incarnation()) {
            ended = ended.addKeyValue(Told.INCARNATION, death.incarnation());
        }
        return death.oom().isPresent() ? ended.addKeyValue(Told.EVENT, EventKind.OOM) : ended;
    }

    @Override
    public void told(String service, RunNews news) {
        EventKind what = news.kind() == RunNews.Kind.DELAYED ? EventKind.DELAYED : EventKind.SKIPPED;
        Told.of(LOG, Level.INFO, what, service).log("{}: {}", service, news.why());
    }

    @Override
    public void cron(CronSpec cron, CronNews news) {
        EventKind what = news.kind() == CronNews.Kind.MISSED ? EventKind.SKIPPED : EventKind.CRON;
        Told.of(LOG, news.kind() == CronNews.Kind.FAILED ? Level.WARN : Level.INFO, what)
                .log("cron {}: {}", cron.name(), news.why());
    }

    @Override
    public void rollout(Rollout rollout, Instant at) {
        if (rollout.end().isEmpty()) {
            rolling(Level.INFO, RollingWords.begun(rollout));
        } else {
            boolean done = rollout.end().get().outcome() == Rollout.Outcome.DONE;
            rolling(
                    done ? Level.INFO : Level.WARN,
                    RollingWords.of(rollout, rollout.end().get().progress()));
        }
    }

    private static void rolling(Level level, String line) {
        Told.of(LOG, level, EventKind.ROLLING).log("{}", line);
    }

    @Override
    public void scaled(ServiceSpec service, ScaleDecision decision) {
        Told.of(LOG, Level.INFO, EventKind.SCALED, service.name())
                .log("{}: {} -> {} workers: {}", service.name(), decision.from(), decision.to(), decision.why());
    }

    @Override
    public void fault(Object what, Throwable fault) {
        Told.of(LOG, Level.ERROR, EventKind.FAULT)
                .setCause(fault)
                .log("fault while handling {}; the master goes on", what);
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
