package dev.muster.supervisor.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.core.ComingUp;
import dev.muster.supervisor.core.Desired;
import dev.muster.supervisor.core.ExitStatus;
import dev.muster.supervisor.core.Worker;
import dev.muster.supervisor.core.WorkerEvent;
import dev.muster.supervisor.core.WorkerMachine;
import dev.muster.supervisor.loop.FleetSnapshot;
import dev.muster.supervisor.loop.Moment;
import dev.muster.supervisor.spec.FleetSpec;
import dev.muster.supervisor.spec.WorkerId;
import dev.muster.supervisor.testkit.Specs;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What the service manager hears of a fleet of two printers, by a clock that only the test moves. */
final class HeraldTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration SILENCE = Duration.ofSeconds(30);
    private static final String EXTEND = "EXTEND_TIMEOUT_USEC=30000000";
    private static final String FED = "WATCHDOG=1";

    private final List<String> heard = new ArrayList<>();
    private final FleetSpec spec = Specs.fleet(Specs.printer().workers(2).stop("TERM", Duration.ofMinutes(5)));
    private final List<Worker> workers = new ArrayList<>();
    private boolean full;
    private boolean stopping;
    private Instant now = START;
    private Herald herald = watched(Optional.empty());

    HeraldTest() {
        for (int slot = 1; slot <= 2; slot++) {
            workers.add(Worker.fresh(
                    new WorkerId("printer", slot), spec.service("printer").orElseThrow(), 0, START));
            step(slot, new WorkerEvent.Start("started"));
            step(slot, new WorkerEvent.Proceed());
            step(slot, new WorkerEvent.Spawned(1, 100 + slot));
        }
    }

    private Herald watched(Optional<Duration> watchdog) {
        return new Herald(this::take, watchdog, () -> 77, snapshot());
    }

    private boolean take(String message) {
        if (!full) {
            heard.add(message.replace("\n", " "));
        }
        return !full;
    }

    private void step(int slot, WorkerEvent event) {
        workers.set(
                slot - 1,
                WorkerMachine.step(workers.get(slot - 1), event, now, 0.5).worker());
    }

    private void ready(int slot) {
        step(slot, new WorkerEvent.Ready(1));
        herald.changed(snapshot());
    }

    private FleetSnapshot snapshot() {
        return new FleetSnapshot(
                spec, Desired.NONE, Map.of(), workers, List.of(), Map.of(), stopping, new Moment(now, now), 1);
    }

    private void up() {
        herald.changed(snapshot());
        herald.begun(false);
        ready(1);
        ready(2);
        heard.clear();
    }

    private void stop() {
        stopping = true;
        workers.forEach(worker -> step(worker.id().slot(), new WorkerEvent.Stop("the fleet is shutting down")));
        herald.changed(snapshot());
    }

    /** Turns the loop whenever it has to, for so long. */
    private List<String> pass(Duration span) {
        Instant end = now.plus(span);
        Instant next = herald.beat(now);
        while (!next.isAfter(end)) {
            assertThat(next).as("when the loop has to turn again").isAfter(now);
            now = next;
            next = herald.beat(now);
        }
        now = end;
        List<String> news = List.copyOf(heard);
        heard.clear();
        return news;
    }

    @Test
    @DisplayName("S90 READY comes when the last worker is ready, and the status with it")
    void readyComesWithTheLastWorker() {
        herald.changed(snapshot());
        herald.begun(false);
        ready(1);
        assertThat(heard).noneMatch(message -> message.contains("READY"));
        ready(2);
        assertThat(heard).containsExactly("READY=1 STATUS=2/2 ready");
    }

    @Test
    void nobodyIsReadyBeforeTheConfigurationIsInForce() {
        workers.clear();
        herald.changed(snapshot());
        assertThat(pass(Duration.ofSeconds(5))).containsExactly(EXTEND);
    }

    @Test
    @DisplayName("S51 who takes over a fleet that was up is ready at once")
    void takenOverFleetIsReadyAtOnce() {
        herald.changed(snapshot());
        herald.begun(true);
        assertThat(heard).singleElement().asString().startsWith("READY=1");
    }

    @Test
    void moreTimeIsAskedForAsLongAsTheFleetComesUp() {
        herald.changed(snapshot());
        herald.begun(false);
        assertThat(pass(Duration.ofSeconds(25))).containsExactly(EXTEND, EXTEND, EXTEND);
        ready(1);
        ready(2);
        heard.clear();
        assertThat(pass(Duration.ofHours(1))).isEmpty();
    }

    @Test
    void readyAllTheSameNamesWhoIsNot() {
        herald.changed(snapshot());
        herald.begun(false);
        ready(1);
        step(2, new WorkerEvent.Exited(1, ExitStatus.exited(1), true, Optional.empty()));
        herald.changed(snapshot());
        Instant failed = now;
        List<String> news = pass(ComingUp.PATIENCE);
        assertThat(news).last().isEqualTo("READY=1 STATUS=1/2 ready; not ready: printer.2 (BACKOFF)");
        assertThat(now).isEqualTo(failed.plus(ComingUp.PATIENCE));
    }

    @Test
    void statusIsToldWhenItHasChanged() {
        up();
        assertThat(herald.tell(OptionalLong.of(12))).isTrue();
        assertThat(herald.tell(OptionalLong.of(12))).isFalse();
        assertThat(herald.tell(OptionalLong.of(1))).isTrue();
        assertThat(heard).containsExactly("STATUS=2/2 ready, 12 jobs queued", "STATUS=2/2 ready, 1 job queued");
    }

    @Test
    @DisplayName("S90 a reload is told with its time, and its end")
    void reloadIsTold() {
        up();
        herald.reloading();
        assertThat(heard).containsExactly("RELOADING=1 MONOTONIC_USEC=77");
        herald.reloaded("");
        assertThat(heard).last().isEqualTo("READY=1 STATUS=2/2 ready");
    }

    @Test
    void reloadsAtTheSameTimeEndWithTheLast() {
        up();
        herald.reloading();
        herald.reloading();
        herald.reloaded("");
        assertThat(heard).noneMatch(message -> message.contains("READY"));
        herald.reloaded("");
        assertThat(heard).last().asString().startsWith("READY=1");
    }

    @Test
    void refusedReloadStaysInTheStatusUntilOneGoesWell() {
        up();
        herald.reloading();
        herald.reloaded("reload refused: muster.conf:3: no\nmore");
        assertThat(heard).last().isEqualTo("READY=1 STATUS=2/2 ready; reload refused: muster.conf:3: no");
        herald.reloading();
        herald.reloaded("");
        assertThat(heard).last().isEqualTo("READY=1 STATUS=2/2 ready");
    }

    @Test
    void reloadBeforeTheFleetIsUpDoesNotSayThatItIs() {
        herald.changed(snapshot());
        herald.begun(false);
        herald.reloading();
        herald.reloaded("");
        assertThat(heard).isEmpty();
    }

    @Test
    @DisplayName("S90 the watchdog is fed at half of its time, and no sooner while nothing happens")
    void watchdogIsFedAtHalfOfItsTime() {
        herald = watched(Optional.of(SILENCE));
        up();
        assertThat(pass(Duration.ofSeconds(40))).containsExactly(FED, FED, FED);
    }

    @Test
    void loopThatIsAwakeAnywayFeedsSoonerAndSparesATurn() {
        herald = watched(Optional.of(SILENCE));
        up();
        herald.beat(now);
        now = now.plusSeconds(10);
        assertThat(herald.beat(now)).isEqualTo(now.plusSeconds(15));
        assertThat(heard).containsExactly(FED, FED);
    }

    @Test
    void masterWithoutAWatchdogNeedNotTurn() {
        up();
        assertThat(herald.beat(now)).isEqualTo(Instant.MAX);
    }

    @Test
    @DisplayName("S90 the end is told, and more time is asked for while somebody has some of his grace")
    void moreTimeIsAskedForWithinTheGrace() {
        up();
        stop();
        assertThat(heard).containsExactly("STOPPING=1 STATUS=stopping, 2 workers left", EXTEND);
        heard.clear();
        assertThat(pass(Duration.ofSeconds(299))).hasSize(29).containsOnly(EXTEND);
    }

    @Test
    void nobodyIsWaitedForWhoHasOutlivedHisGrace() {
        up();
        stop();
        pass(Duration.ofMinutes(6));
        assertThat(pass(Duration.ofMinutes(1))).isEmpty();
    }

    @Test
    void whatFindsNoRoomIsSentSoonAndInItsOrder() {
        herald = watched(Optional.of(SILENCE));
        herald.changed(snapshot());
        herald.begun(false);
        full = true;
        ready(1);
        ready(2);
        herald.reloading();
        herald.reloaded("");
        assertThat(herald.beat(now)).isEqualTo(now.plusMillis(100));
        full = false;
        herald.beat(now);
        assertThat(heard).hasSize(4).element(0).asString().startsWith("READY=1");
        assertThat(heard.get(1)).startsWith("RELOADING=1");
        assertThat(heard.get(2)).startsWith("READY=1");
        assertThat(heard.get(3)).isEqualTo(FED);
    }

    @Test
    void replacementIsTold() {
        herald = watched(Optional.of(SILENCE));
        up();
        herald.replaced();
        assertThat(heard).containsExactly("RELOADING=1 MONOTONIC_USEC=77 STATUS=the master is being replaced", FED);
    }
}
