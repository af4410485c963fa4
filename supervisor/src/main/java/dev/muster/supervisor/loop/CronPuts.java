package dev.muster.supervisor.loop;

import dev.muster.supervisor.core.CronTicks;
import dev.muster.supervisor.spec.CronSpec;
import dev.muster.supervisor.spec.QueueSpec;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The way of the jobs of crons into their queues. Returns at once. */
public interface CronPuts {

    /** For who has no crons: nothing is ever put. */
    CronPuts NONE = (batch, answers) -> batch.forEach(
            put -> answers.accept(new Answer(put.cron().name(), Optional.empty(), "nobody puts jobs here")));

    /**
     * The jobs of one cron that are to be put. Immutable.
     *
     * @param user who has the queue when nobody has made it yet; empty for the master's own
     * @param ticks the times, the oldest first; none to hear only which was the last
     */
    record Put(CronSpec cron, QueueSpec queue, Optional<String> user, List<Instant> ticks) {
        public Put {
            ticks = List.copyOf(ticks);
        }
    }

    /**
     * What became of them. Immutable.
     *
     * @param over the last time of the cron that has its job now, whoever has put it
     * @param why what has gone wrong; empty when nothing has
     */
    record Answer(String cron, Optional<CronTicks.Last> over, String why) {}

    /**
     * Puts jobs, each time's once, whoever else does so.
     *
     * @param answers is told once for each of the batch, on any thread, within a few minutes at most
     */
    void put(List<Put> batch, Consumer<Answer> answers);
}
