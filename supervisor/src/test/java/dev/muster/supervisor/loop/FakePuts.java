package dev.muster.supervisor.loop;

import dev.muster.supervisor.core.CronTicks;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Puts jobs into a queue of paper at once, unless a test makes it wait, refuse, or die in the middle. */
final class FakePuts implements CronPuts {

    /** What outlives all masters: the jobs, and the last time of each cron. */
    static final class Queue {
        final List<String> jobs = new ArrayList<>();
        private final Map<String, Instant> last = new TreeMap<>();

        private void put(String cron, Instant tick) {
            if (last.getOrDefault(cron, Instant.MIN).isBefore(tick)) {
                last.put(cron, tick);
                jobs.add(cron + " " + tick);
            }
        }
    }

    Queue queue = new Queue();
    int batches;
    private final List<Runnable> held = new ArrayList<>();
    private boolean hold;
    private String refusal = "";

    /** From now on nothing happens until the test says so. */
    void hold() {
        hold = true;
    }

    /** All that was held happens. */
    void release() {
        hold = false;
        List<Runnable> now = List.copyOf(held);
        held.clear();
        now.forEach(Runnable::run);
    }

    /** What was held never happens. */
    void forget() {
        held.clear();
    }

    /** From now on nothing can be put; empty for that it can. */
    void refuse(String why) {
        refusal = why;
    }

    @Override
    public void put(List<Put> batch, Consumer<Answer> answers) {
        batches += batch.stream().anyMatch(put -> !put.ticks().isEmpty()) ? 1 : 0;
        for (Put put : batch) {
            if (hold) {
                held.add(() -> answers.accept(putNow(put)));
            } else {
                answers.accept(putNow(put));
            }
        }
    }

    private Answer putNow(Put put) {
        String cron = put.cron().name();
        if (refusal.isEmpty()) {
            put.ticks().forEach(tick -> queue.put(cron, tick));
        }
        Optional<CronTicks.Last> last =
                Optional.ofNullable(queue.last.get(cron)).map(at -> new CronTicks.Last(at, Optional.of("7")));
        return new Answer(cron, last, refusal);
    }
}
