package dev.muster.supervisor.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The whole machine as a table: each event in each situation. A pair that does not stand here changes nothing.
 *
 * <p>A line reads: situation, event, then what comes of it: phase, goal, incarnation, the time to the deadline, effects. A signal
 * with a star goes to the whole process group.
 */
class MachineTableTest {

    private static final Map<String, WorkerEvent> EVENTS = events();

    private static final String TABLE =
            """
            DOWN       start    STOPPED UP #0
            DOWN       run      STOPPED UP once #0
            DOWN       restart  STOPPED UP #0
            DOWN       policy   STOPPED DOWN #0
            DOWN       launch   STOPPED DOWN #0
            DOWN       retire   STOPPED DOWN surplus #0
            DOWN       adopted  READY UP #5, adopt #5
            DOWN       resumed  BACKOFF UP #0 100ms

            WAITING    proceed  STARTING UP #1 1m, spawn #1
            WAITING    stop     STOPPED DOWN #0
            WAITING    kill     STOPPED DOWN #0
            WAITING    policy   STOPPED UP #0
            WAITING    launch   STOPPED UP #0
            WAITING    retire   STOPPED DOWN surplus #0
            WAITING    adopted  READY UP #5, adopt #5

            UNBORN     stop     STOPPING DOWN #1 30s
            UNBORN     kill     KILLING DOWN #1 5s
            UNBORN     restart  STOPPING UP again #1 30s
            UNBORN     policy   STARTING UP #1 1m
            UNBORN     launch   STOPPING UP again #1 30s
            UNBORN     asks     STOPPING UP again #1 30s
            UNBORN     retire   STARTING UP surplus #1 1m
            UNBORN     spawned  STARTING UP #1 1m
            UNBORN     nospawn  BACKOFF UP #1 100ms
            UNBORN     ready    READY UP #1
            UNBORN     exit     BACKOFF UP #1 100ms
            UNBORN     leader   KILLING UP #1 5s, KILL*
            UNBORN     deadline STOPPING UP #1 30s

            STARTING   stop     STOPPING DOWN #1 30s, TERM*, CONT*
            STARTING   kill     KILLING DOWN #1 5s, KILL*
            STARTING   restart  STOPPING UP again #1 30s, TERM*, CONT*
            STARTING   policy   READY UP #1
            STARTING   launch   STOPPING UP again #1 30s, TERM*, CONT*
            STARTING   asks     STOPPING UP again #1 30s, TERM*, CONT*
            STARTING   retire   STARTING UP surplus #1 1m
            STARTING   signal   STARTING UP #1 1m, HUP
            STARTING   ready    READY UP #1
            STARTING   fat      STOPPING UP #1 30s, TERM*, CONT*
            STARTING   exit     BACKOFF UP #1 100ms
            STARTING   leader   KILLING UP #1 5s, KILL*
            STARTING   deadline STOPPING UP #1 30s, TERM*, CONT*

            READY      stop     STOPPING DOWN #1 30s, TERM*, CONT*
            READY      kill     KILLING DOWN #1 5s, KILL*
            READY      restart  STOPPING UP again #1 30s, TERM*, CONT*
            READY      policy   READY UP #1
            READY      launch   STOPPING UP again #1 30s, TERM*, CONT*
            READY      asks     STOPPING UP again #1 30s, TERM*, CONT*
            READY      retire   READY UP surplus #1
            READY      signal   READY UP #1, HUP
            READY      unready  READY UP unready #1
            READY      sick     STOPPING UP #1 30s, TERM*, CONT*
            READY      silent   STOPPING UP #1 30s, ABRT*, CONT*
            READY      fat      STOPPING UP #1 30s, TERM*, CONT*
            READY      exit     STARTING UP #2 1m, spawn #2
            READY      leader   KILLING UP #1 5s, KILL*

            RUNNING    stop     STOPPING DOWN once #1 30s, TERM*, CONT*
            RUNNING    kill     KILLING DOWN once #1 5s, KILL*
            RUNNING    restart  STOPPING UP again once #1 30s, TERM*, CONT*
            RUNNING    policy   READY UP once #1
            RUNNING    launch   READY UP once #1
            RUNNING    asks     STOPPING UP again once #1 30s, TERM*, CONT*
            RUNNING    retire   READY UP surplus once #1
            RUNNING    signal   READY UP once #1, HUP
            RUNNING    unready  READY UP once unready #1
            RUNNING    sick     STOPPING UP once #1 30s, TERM*, CONT*
            RUNNING    silent   STOPPING UP once #1 30s, ABRT*, CONT*
            RUNNING    fat      STOPPING UP once #1 30s, TERM*, CONT*
            RUNNING    exit     FAILED UP once #1
            RUNNING    leader   KILLING UP once #1 5s, KILL*

            BROKEN     start    STARTING UP #2 1m, spawn #2
            BROKEN     run      STARTING UP once #2 1m, spawn #2
            BROKEN     stop     STOPPED DOWN once #1
            BROKEN     kill     STOPPED DOWN once #1
            BROKEN     restart  STARTING UP #2 1m, spawn #2
            BROKEN     policy   FAILED UP once #1
            BROKEN     launch   FAILED UP once #1
            BROKEN     retire   STOPPED DOWN surplus once #1

            RETIRED    stop     STOPPING DOWN surplus #1 30s, TERM*, CONT*
            RETIRED    kill     KILLING DOWN surplus #1 5s, KILL*
            RETIRED    policy   READY UP surplus #1
            RETIRED    launch   READY UP surplus #1
            RETIRED    keep     READY UP #1
            RETIRED    signal   READY UP surplus #1, HUP
            RETIRED    unready  READY UP surplus unready #1
            RETIRED    sick     STOPPING UP surplus #1 30s, TERM*, CONT*
            RETIRED    silent   STOPPING UP surplus #1 30s, ABRT*, CONT*
            RETIRED    fat      STOPPING UP surplus #1 30s, TERM*, CONT*
            RETIRED    exit     STOPPED DOWN surplus #1
            RETIRED    leader   KILLING UP surplus #1 5s, KILL*

            STOPPING   start    STOPPING UP again #1 30s
            STOPPING   stop     KILLING DOWN #1 5s, KILL*
            STOPPING   kill     KILLING DOWN #1 5s, KILL*
            STOPPING   restart  STOPPING UP again #1 30s
            STOPPING   policy   STOPPING DOWN #1 30s
            STOPPING   launch   STOPPING DOWN #1 30s
            STOPPING   retire   STOPPING DOWN surplus #1 30s
            STOPPING   signal   STOPPING DOWN #1 30s, HUP
            STOPPING   exit     STOPPED DOWN #1
            STOPPING   leader   STOPPING DOWN #1 30s
            STOPPING   deadline KILLING DOWN #1 5s, KILL*

            RESTARTING stop     STOPPING DOWN #1 30s
            RESTARTING kill     KILLING DOWN #1 5s, KILL*
            RESTARTING restart  STOPPING UP again #1 30s
            RESTARTING policy   STOPPING UP again #1 30s
            RESTARTING launch   STOPPING UP again #1 30s
            RESTARTING asks     STOPPING UP again #1 30s
            RESTARTING retire   STOPPING UP surplus #1 30s
            RESTARTING signal   STOPPING UP again #1 30s, HUP
            RESTARTING exit     STARTING UP #2 1m, spawn #2
            RESTARTING leader   STOPPING UP again #1 30s
            RESTARTING deadline KILLING UP again #1 5s, KILL*

            LATE       stop     STOPPING DOWN #1 30s
            LATE       kill     KILLING DOWN #1 5s, KILL*
            LATE       restart  STOPPING UP again #1 30s
            LATE       policy   STOPPING UP #1 30s
            LATE       launch   STOPPING UP again #1 30s
            LATE       asks     STOPPING UP again #1 30s
            LATE       retire   STOPPING UP surplus #1 30s
            LATE       signal   STOPPING UP #1 30s, HUP
            LATE       exit     BACKOFF UP #1 100ms
            LATE       leader   STOPPING UP #1 30s
            LATE       deadline KILLING UP #1 5s, KILL*

            TESTIFYING stop     STOPPING DOWN #1 1s
            TESTIFYING kill     KILLING DOWN #1 5s, KILL*
            TESTIFYING restart  STOPPING UP again #1 1s
            TESTIFYING policy   STOPPING UP again #1 1s
            TESTIFYING launch   STOPPING UP again #1 1s
            TESTIFYING asks     STOPPING UP again #1 1s
            TESTIFYING retire   STOPPING UP surplus #1 1s
            TESTIFYING signal   STOPPING UP #1 1s, HUP
            TESTIFYING exit     STARTING UP #2 1m, spawn #2
            TESTIFYING leader   STOPPING UP #1 1s
            TESTIFYING deadline STOPPING UP #1 30s, TERM*, CONT*

            LEADERLESS start    STOPPING UP again #1 30s
            LEADERLESS stop     KILLING DOWN #1 5s, KILL*
            LEADERLESS kill     KILLING DOWN #1 5s, KILL*
            LEADERLESS restart  STOPPING UP again #1 30s
            LEADERLESS policy   STOPPING DOWN #1 30s
            LEADERLESS launch   STOPPING DOWN #1 30s
            LEADERLESS retire   STOPPING DOWN surplus #1 30s
            LEADERLESS group    STOPPED DOWN #1
            LEADERLESS deadline KILLING DOWN #1 5s, KILL*

            LEFTOVERS  stop     KILLING DOWN #1 5s
            LEFTOVERS  kill     KILLING DOWN #1 5s
            LEFTOVERS  restart  KILLING UP again #1 5s
            LEFTOVERS  policy   KILLING UP #1 5s
            LEFTOVERS  launch   KILLING UP again #1 5s
            LEFTOVERS  retire   KILLING UP surplus #1 5s
            LEFTOVERS  group    STARTING UP #2 1m, spawn #2
            LEFTOVERS  deadline KILLING UP #1 5s, KILL*

            KILLING    start    KILLING UP again #1 5s
            KILLING    stop     KILLING DOWN #1 5s
            KILLING    kill     KILLING DOWN #1 5s
            KILLING    restart  KILLING UP again #1 5s
            KILLING    policy   KILLING DOWN #1 5s
            KILLING    launch   KILLING DOWN #1 5s
            KILLING    retire   KILLING DOWN surplus #1 5s
            KILLING    signal   KILLING DOWN #1 5s, HUP
            KILLING    exit     STOPPED DOWN #1
            KILLING    leader   KILLING DOWN #1 5s, KILL*
            KILLING    deadline KILLING DOWN #1 5s, KILL*

            BACKOFF    start    STARTING UP #2 1m, spawn #2
            BACKOFF    stop     STOPPED DOWN #1
            BACKOFF    kill     STOPPED DOWN #1
            BACKOFF    restart  STARTING UP #2 1m, spawn #2
            BACKOFF    policy   BACKOFF UP #1 100ms
            BACKOFF    launch   STARTING UP #2 1m, spawn #2
            BACKOFF    retire   STOPPED DOWN surplus #1
            BACKOFF    deadline STARTING UP #2 1m, spawn #2

            FAILED     start    STARTING UP #2 1m, spawn #2
            FAILED     run      STARTING UP once #2 1m, spawn #2
            FAILED     stop     STOPPED DOWN #1
            FAILED     kill     STOPPED DOWN #1
            FAILED     restart  STARTING UP #2 1m, spawn #2
            FAILED     policy   FAILED UP #1
            FAILED     launch   STARTING UP #2 1m, spawn #2
            FAILED     retire   STOPPED DOWN surplus #1

            TRYING     start    STARTING UP #2 1m, spawn #2
            TRYING     stop     STOPPED DOWN #1
            TRYING     kill     STOPPED DOWN #1
            TRYING     restart  STARTING UP #2 1m, spawn #2
            TRYING     policy   FAILED UP #1 30s
            TRYING     launch   STARTING UP #2 1m, spawn #2
            TRYING     retire   STOPPED DOWN surplus #1
            TRYING     deadline STARTING UP #2 1m, spawn #2
            """;

    @Test
    void everyEventInEverySituationDoesWhatTheTableSays() {
        List<String> actual = new ArrayList<>();
        for (Situations situation : Situations.values()) {
            Worker before = situation.worker();
            EVENTS.forEach((name, event) -> {
                Instant at = event instanceof WorkerEvent.DeadlineReached
                        ? before.deadline().orElse(Situations.NOW)
                        : Situations.NOW;
                Step step = WorkerMachine.step(before, event, at, 0.5);
                if (!step.equals(before.unchanged())) {
                    actual.add(String.format("%-10s %-8s %s", situation, name, text(step, at)));
                }
            });
        }
        List<String> expected = TABLE.lines().filter(line -> !line.isEmpty()).toList();
        assertThat(String.join("\n", actual)).isEqualTo(String.join("\n", expected));
    }

    @Test
    void newsOfAnEarlierLifeChangesNothing() {
        for (Situations situation : Situations.values()) {
            Worker before = situation.worker();
            for (int old : new int[] {before.incarnation() - 1, before.incarnation() + 1}) {
                for (WorkerEvent news : List.of(
                        new WorkerEvent.Spawned(old, 4711),
                        new WorkerEvent.SpawnFailed(old, "not found"),
                        new WorkerEvent.Ready(old),
                        new WorkerEvent.Starting(old),
                        new WorkerEvent.RestartAsked(old, "a request"),
                        new WorkerEvent.ReadinessChanged(old, "no answer"),
                        new WorkerEvent.LivenessFailed(old, "no answer", Duration.ofSeconds(3)),
                        new WorkerEvent.WatchdogMissed(old, Duration.ofSeconds(30)),
                        new WorkerEvent.Exited(old, ExitStatus.signalled(9), true),
                        new WorkerEvent.Exited(old, ExitStatus.signalled(9), false),
                        new WorkerEvent.GroupEmpty(old))) {
                    assertThat(WorkerMachine.step(before, news, Situations.NOW, 0.5))
                            .as("%s in %s", news, situation)
                            .isEqualTo(before.unchanged());
                }
            }
        }
    }

    @Test
    void deadlineThatIsNotYetReachedChangesNothing() {
        for (Situations situation : Situations.values()) {
            Worker before = situation.worker();
            Instant early = before.deadline().orElse(Situations.NOW).minusNanos(1);
            assertThat(WorkerMachine.step(before, new WorkerEvent.DeadlineReached(), early, 0.5))
                    .as("%s", situation)
                    .isEqualTo(before.unchanged());
        }
    }

    /** {@link FleetOrder} and the loop rely on it: the phase alone says whether there is something to wait for. */
    @Test
    void deadlineExistsExactlyWhenThePhaseWaits() {
        for (Situations situation : Situations.values()) {
            Worker worker = situation.worker();
            boolean waits =
                    switch (worker.phase()) {
                        case STARTING, STOPPING, KILLING, BACKOFF -> true;
                        case STOPPED, READY -> false;
                        case FAILED -> situation == Situations.TRYING;
                    };
            assertThat(worker.deadline().isPresent()).as("%s", situation).isEqualTo(waits);
        }
    }

    private static String text(Step step, Instant at) {
        Worker worker = step.worker();
        String goal = worker.goal()
                + (worker.surplus() ? " surplus" : "")
                + (worker.want().again() ? " again" : "")
                + (worker.run() > 0 ? " once" : "")
                + (worker.complaint().isEmpty() ? "" : " unready");
        String deadline = worker.deadline()
                .map(moment -> " " + Spans.text(Duration.between(at, moment)))
                .orElse("");
        String effects = step.effects().stream().map(MachineTableTest::text).collect(Collectors.joining());
        return worker.phase() + " " + goal + " #" + worker.incarnation() + deadline + effects;
    }

    private static String text(Effect effect) {
        return effect.match(new Effect.Cases<>() {
            @Override
            public String spawn(Effect.Spawn spawn) {
                return ", spawn #" + spawn.incarnation();
            }

            @Override
            public String adopt(Effect.Adopt adopt) {
                return ", adopt #" + adopt.incarnation();
            }

            @Override
            public String signal(Effect.Signal signal) {
                return ", " + signal.signal() + (signal.group() ? "*" : "");
            }
        });
    }

    private static Map<String, WorkerEvent> events() {
        Map<String, WorkerEvent> events = new LinkedHashMap<>();
        events.put("start", new WorkerEvent.Start("a start"));
        events.put("run", new WorkerEvent.Run("a run"));
        events.put("proceed", new WorkerEvent.Proceed());
        events.put("stop", new WorkerEvent.Stop("a stop"));
        events.put("kill", new WorkerEvent.Kill("a kill"));
        events.put("restart", new WorkerEvent.Restart("a restart"));
        events.put(
                "policy",
                new WorkerEvent.SpecChanged(Situations.SPEC.readyWhenSpawned().spec()));
        events.put(
                "launch",
                new WorkerEvent.SpecChanged(Situations.SPEC.command("other").spec()));
        events.put("asks", new WorkerEvent.RestartAsked(1, "a request"));
        events.put("retire", new WorkerEvent.Retire("a retirement"));
        events.put("keep", new WorkerEvent.Keep());
        events.put("signal", new WorkerEvent.SignalRequest("HUP"));
        events.put("adopted", new WorkerEvent.Adopted(5, 4715, Situations.NOW, Bequest.plain(true)));
        events.put(
                "resumed",
                new WorkerEvent.Resumed(
                        0, Bequest.of(Situations.BACKOFF.worker()).orElseThrow()));
        events.put("spawned", new WorkerEvent.Spawned(1, 4711));
        events.put("nospawn", new WorkerEvent.SpawnFailed(1, "not found"));
        events.put("ready", new WorkerEvent.Ready(1));
        events.put("starting", new WorkerEvent.Starting(1));
        events.put("unready", new WorkerEvent.ReadinessChanged(1, "no answer"));
        events.put("sick", new WorkerEvent.LivenessFailed(1, "no answer", Duration.ofSeconds(3)));
        events.put("silent", new WorkerEvent.WatchdogMissed(1, Duration.ofSeconds(30)));
        events.put("fat", new WorkerEvent.OverMemory(1, 512L << 20, 400L << 20));
        events.put("exit", new WorkerEvent.Exited(1, ExitStatus.exited(3), true));
        events.put("leader", new WorkerEvent.Exited(1, ExitStatus.exited(3), false));
        events.put("group", new WorkerEvent.GroupEmpty(1));
        events.put("deadline", new WorkerEvent.DeadlineReached());
        return events;
    }
}
