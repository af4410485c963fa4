package dev.muster.supervisor.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.core.Rota;
import dev.muster.supervisor.core.Worker;
import dev.muster.supervisor.core.WorkerEvent;
import dev.muster.supervisor.schedule.CronTimetable;
import dev.muster.supervisor.spec.RestartPolicy.When;
import dev.muster.supervisor.spec.Schedule;
import dev.muster.supervisor.spec.Schedule.IfRunning;
import dev.muster.supervisor.spec.Schedule.Misfire;
import dev.muster.supervisor.testkit.Specs;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Over all masters: no time has two runs, none begins before it is written down, and none before it has come. Its disk is slow, and a
 * master that dies may have written what it never heard of.
 */
final class SchedulesOracle implements Calendar.Book {

    static final String SERVICE = "e";
    private static final String WHY = "scheduled for ";
    private static final IfRunning[] RULES = {IfRunning.SKIP, IfRunning.QUEUE, IfRunning.PARALLEL};

    private final SplittableRandom random;
    private final Set<Instant> begun = new HashSet<>();
    private Map<String, Rota.Kept> onDisk = Map.of();
    private final List<Write> underWay = new ArrayList<>();

    private record Write(Map<String, Rota.Kept> runs, Runnable kept) {}

    SchedulesOracle(SplittableRandom random) {
        this.random = random;
    }

    Calendar calendar() {
        return new Calendar(new CronTimetable(), this);
    }

    /** Every minute. */
    Specs service() {
        Misfire misfire = random.nextBoolean() ? Misfire.ONCE : Misfire.SKIP;
        Schedule schedule = new Schedule("* * * * *", "UTC", RULES[random.nextInt(RULES.length)], misfire);
        return Specs.service(SERVICE)
                .when(random.nextBoolean() ? When.NEVER : When.ON_FAILURE)
                .command("v" + random.nextInt(2))
                .readyWhenSpawned()
                .workers(1 + random.nextInt(2))
                .schedule(schedule);
    }

    int runs() {
        return begun.size();
    }

    @Override
    public void keep(Map<String, Rota.Kept> runs, Runnable kept) {
        underWay.add(new Write(Map.copyOf(runs), kept));
    }

    /** The disk gets on; true when it has done something. */
    boolean write(boolean all) {
        boolean any = false;
        while (!underWay.isEmpty() && (all || random.nextInt(3) > 0)) {
            Write first = underWay.remove(0);
            onDisk = first.runs();
            first.kept().run();
            any = true;
        }
        return any;
    }

    /** The master dies: of what it wanted to write some may be there. */
    Map<String, Rota.Kept> masterDies() {
        while (!underWay.isEmpty()) {
            Write first = underWay.remove(0);
            onDisk = random.nextBoolean() ? first.runs() : onDisk;
            if (random.nextBoolean()) {
                underWay.clear();
            }
        }
        return onDisk;
    }

    void transition(Worker before, Worker after, WorkerEvent cause, Instant now) {
        if (!(cause instanceof WorkerEvent.Run run) || !run.why().startsWith(WHY)) {
            return;
        }
        Instant tick = Instant.parse(run.why().substring(WHY.length()));
        assertThat(begun.add(tick))
                .as("%s twice: %s -> %s", tick, before, after)
                .isTrue();
        assertThat(tick).isBeforeOrEqualTo(now);
        Rota.Kept kept = onDisk.get(SERVICE);
        assertThat(kept).as("what is on disk").isNotNull();
        assertThat(kept == null ? Instant.MIN : kept.seen()).as("on disk").isAfterOrEqualTo(tick);
        assertThat(kept == null ? null : kept.waiting().orElse(null))
                .as("waits still")
                .isNotEqualTo(tick);
    }
}
