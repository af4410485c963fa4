package dev.muster.supervisor.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.core.ExitStatus;
import dev.muster.supervisor.spec.WorkerId;
import dev.muster.supervisor.testkit.Specs;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an apply takes out of the configuration ends as in a shutdown. */
class RemovalOrderTest {

    private static final WorkerId DB = new WorkerId("db", 1);
    private static final WorkerId APP = new WorkerId("app", 1);
    private static final WorkerId WEB = new WorkerId("web", 1);

    private final LoopHarness fleet = LoopHarness.running(Specs.fleet(
            Specs.service("db"),
            Specs.service("app").after("db"),
            Specs.service("web").after("app"),
            Specs.service("other")));

    private List<String> stops() {
        return fleet.processes.history.stream()
                .filter(what -> what.startsWith("TERM"))
                .toList();
    }

    @Test
    void servicesThatComeAfterEachOtherAreRemovedInTheReverseOrder() {
        CommandReply reply = fleet.send(new Command.Apply(Specs.fleet(Specs.service("other"))));

        assertThat(reply.decisions()).hasSize(3);
        assertThat(stops()).containsExactly("TERM web.1#1");
        fleet.exit(WEB, ExitStatus.exited(143));
        assertThat(stops()).containsExactly("TERM web.1#1", "TERM app.1#1");
        fleet.exit(APP, ExitStatus.exited(143));
        assertThat(stops()).containsExactly("TERM web.1#1", "TERM app.1#1", "TERM db.1#1");
        fleet.exit(DB, ExitStatus.exited(143));
        assertThat(fleet.phases()).containsExactly("other.1 READY");
        assertThat(fleet.faults).isEmpty();
    }

    @Test
    void whoHasAPlaceAgainBeforeItsTurnStaysUp() {
        fleet.send(new Command.Apply(Specs.fleet(Specs.service("other"))));

        fleet.send(new Command.Apply(Specs.fleet(Specs.service("db"), Specs.service("other"))));
        fleet.exit(WEB, ExitStatus.exited(143));
        fleet.exit(APP, ExitStatus.exited(143));

        assertThat(fleet.phases()).containsExactly("db.1 READY", "other.1 READY");
        assertThat(stops()).doesNotContain("TERM db.1#1");
    }

    @Test
    void aRollingApplyKeepsThatOrderAndThosePlaces() {
        fleet.send(new Command.Apply(Specs.fleet(Specs.service("other")), false, true));
        assertThat(stops()).containsExactly("TERM web.1#1");

        fleet.send(new Command.Apply(Specs.fleet(Specs.service("db"), Specs.service("other")), false, true));
        fleet.exit(WEB, ExitStatus.exited(143));
        fleet.exit(APP, ExitStatus.exited(143));

        assertThat(fleet.phases()).containsExactly("db.1 READY", "other.1 READY");
        assertThat(stops()).doesNotContain("TERM db.1#1");
    }

    @Test
    void whoCrashesBeforeItsTurnIsGone() {
        fleet.send(new Command.Apply(Specs.fleet(Specs.service("other"))));

        fleet.exit(DB, ExitStatus.exited(1));
        fleet.exit(WEB, ExitStatus.exited(143));
        fleet.exit(APP, ExitStatus.exited(143));

        assertThat(fleet.phases()).containsExactly("other.1 READY");
        assertThat(fleet.processes.starts).containsEntry(DB, 1);
    }

    @Test
    void aShutdownEndsThoseThatWaitForTheirTurn() {
        fleet.processes.disobeyTerm();
        fleet.send(new Command.Apply(Specs.fleet(Specs.service("other"))));
        fleet.send(new Command.Shutdown(true));

        assertThat(fleet.loop.finished()).isDone();
    }
}
