package dev.muster.supervisor.loop;

import dev.muster.supervisor.core.CronNews;
import dev.muster.supervisor.core.Desired;
import dev.muster.supervisor.core.ExitStatus;
import dev.muster.supervisor.core.RunNews;
import dev.muster.supervisor.core.ScaleDecision;
import dev.muster.supervisor.core.Timetable;
import dev.muster.supervisor.core.Worker;
import dev.muster.supervisor.core.WorkerEvent;
import dev.muster.supervisor.schedule.CronTimetable;
import dev.muster.supervisor.spec.CronSpec;
import dev.muster.supervisor.spec.FleetSpec;
import dev.muster.supervisor.spec.ServiceSpec;
import dev.muster.supervisor.spec.WorkerId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A loop cranked by hand over fake processes and clocks that only a test moves. */
final class LoopHarness {

    private static final Timetable TIMES = new CronTimetable();

    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    final Mailbox mailbox = new Mailbox();
    final SnapshotPublisher publisher = new SnapshotPublisher();
    final FakeProcesses processes = new FakeProcesses(mailbox);
    final List<String> transitions = new ArrayList<>();
    final List<String> scalings = new ArrayList<>();
    final List<String> faults = new ArrayList<>();
    final SupervisorLoop loop;
    private Succession succession = Succession.NONE;
    final List<String> told = new ArrayList<>();
    final FakeBook book = new FakeBook();
    final FakePuts puts = new FakePuts();
    private Instant now = START;
    private Instant wall;

    LoopHarness() {
        this(START);
    }

    /** By the wall clock another time than {@link #START}. */
    LoopHarness(Instant wallTime) {
        wall = wallTime;
        Journal journal = new Journal() {
            @Override
            public void transition(Worker before, Worker after, WorkerEvent cause, Instant at) {
                transitions.add(after.name() + " " + before.phase() + "->" + after.phase() + " " + after.reason());
            }

            @Override
            public void told(String service, RunNews news) {
                told.add(service + " " + news.kind() + " " + news.why());
            }

            @Override
            public void cron(CronSpec cron, CronNews news) {
                told.add(cron.name() + " " + news.kind() + " " + news.why());
            }

            @Override
            public void scaled(ServiceSpec service, ScaleDecision decision) {
                scalings.add(service.name() + " " + decision.from() + "->" + decision.to() + ": " + decision.why());
            }

            @Override
            public void fault(Object what, Throwable fault) {
                faults.add(what + ": " + fault);
            }
        };
        loop = new SupervisorLoop(
                mailbox,
                publisher,
                new Surroundings(
                        processes,
                        journal,
                        () -> now,
                        () -> wall,
                        () -> 0.5,
                        successor(),
                        new Calendar(TIMES, book, puts)));
    }

    private Succession successor() {
        return new Succession() {
            @Override
            public Optional<String> refusal() {
                return succession.refusal();
            }

            @Override
            public void replace() {
                succession.replace();
            }
        };
    }

    /** From now on another master may take over. */
    void allowSuccession() {
        succession = new Succession() {
            @Override
            public Optional<String> refusal() {
                return Optional.empty();
            }

            @Override
            public void replace() {}
        };
    }

    /** A started fleet whose processes have all said that they are ready. */
    static LoopHarness running(FleetSpec spec) {
        LoopHarness harness = new LoopHarness();
        harness.send(new Command.Apply(spec));
        harness.allReady();
        return harness;
    }

    /** Turns the loop until it has nothing to do, and returns the reply of the command. */
    CommandReply send(Command command) {
        mailbox.post(command);
        settle();
        return reply(command.reply());
    }

    static CommandReply reply(CompletableFuture<CommandReply> reply) {
        if (!reply.isDone()) {
            throw new AssertionError("no reply");
        }
        return reply.join();
    }

    void settle() {
        for (int turns = 0; loop.runOnce(); turns++) {
            if (turns > 100_000) {
                throw new AssertionError("the loop does not come to rest");
            }
        }
    }

    /** Lets processes become ready, priority after priority, until no new one appears. */
    void allReady() {
        int before = -1;
        while (processes.history.size() != before) {
            before = processes.history.size();
            processes.ids().forEach(processes::ready);
            settle();
        }
    }

    /** Moves the monotonic clock, and the wall with it. */
    void pass(Duration span) {
        now = now.plus(span);
        wall = wall.plus(span);
        settle();
    }

    /** From now on that much time goes by in the middle of each spawn. */
    void spawnsTake(Duration span) {
        processes.whileSpawning(() -> {
            now = now.plus(span);
            wall = wall.plus(span);
        });
    }

    Instant wall() {
        return wall;
    }

    Desired desired() {
        return publisher.current().desired();
    }

    Instant now() {
        return now;
    }

    void setWall(Instant time) {
        wall = time;
        settle();
    }

    void exit(WorkerId id, ExitStatus status) {
        processes.exit(id, status);
        settle();
    }

    Worker worker(WorkerId id) {
        return publisher.current().worker(id).orElseThrow();
    }

    Worker worker(String id) {
        return worker(WorkerId.parse(id));
    }

    List<String> phases() {
        return publisher.current().workers().stream()
                .map(worker -> worker.id() + " " + worker.phase())
                .toList();
    }
}
