package dev.muster.supervisor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.control.Fields;
import dev.muster.supervisor.control.PaperFleet;
import dev.muster.supervisor.spec.FleetSpec;
import dev.muster.supervisor.testkit.Specs;
import dev.muster.wire.Json;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code restart --rolling} and {@code apply --rolling} against a master over processes on paper. */
final class RollingCommandsTest {

    private final PaperFleet master;
    private final Session session;

    RollingCommandsTest(@TempDir Path directory) {
        master = new PaperFleet(directory, fleet("old")).awaitReady();
        session = new Session(directory);
    }

    @AfterEach
    void close() {
        master.close();
    }

    private static FleetSpec fleet(String command) {
        return Specs.fleet(Specs.printer().workers(2).rolling(1, 1).command(command), Specs.service("producer"));
    }

    private List<String> words() {
        assertThat(session.muster("events", "--json", "--last", "100")).isEqualTo(Exit.OK);
        return session.out()
                .lines()
                .map(line -> Fields.of(Json.parse(line)))
                .filter(event -> event.text("what").equals("rolling"))
                .map(event -> event.text("state") + " " + event.text("kind") + " " + event.number("workers"))
                .toList();
    }

    @Test
    void rollingRestartReturnsWhenAllAreReplaced() {
        assertThat(session.muster("restart", "--rolling", "printer")).isEqualTo(Exit.OK);

        assertThat(session.err()).contains("rolling restart of printer: all 2 workers are replaced");
        assertThat(master.worker("printer.1").incarnation()).isEqualTo(2);
        assertThat(master.worker("printer.2").incarnation()).isEqualTo(2);
        assertThat(words()).containsExactly("running restart 2", "done restart 2");
    }

    @Test
    void statusAndWhyShowHowFarItIs() {
        master.startsSlowly("printer.3");
        assertThat(session.muster("restart", "--rolling", "--no-wait", "printer"))
                .isEqualTo(Exit.OK);
        assertThat(session.err()).contains("printer.1: is replaced in its turn");

        session.muster("status");
        assertThat(session.out())
                .contains("surge: helps out while the others are replaced")
                .contains("rolling restart of printer: 0 of 2 begun anew, waits for printer.3");
        session.muster("status", "--json");
        Fields status = Fields.of(Json.parse(session.out()));
        assertThat(status.objects("rolling").get(0).texts("surge")).containsExactly("printer.3");
        assertThat(status.objects("workers"))
                .filteredOn(worker -> worker.flag("surge"))
                .extracting(worker -> worker.text("id"))
                .containsExactly("printer.3");
        session.muster("why", "printer.2");
        assertThat(session.out()).contains("rolling restart of printer").contains("its turn is to come");
        session.muster("plan");
        assertThat(session.err()).contains("nothing to do");
    }

    @Test
    void patienceEndsButNotTheRolling() {
        master.startsSlowly("printer.3");

        assertThat(session.muster("restart", "--rolling", "--timeout", "100ms", "printer"))
                .isEqualTo(Exit.TIMED_OUT);

        assertThat(session.err()).contains("it goes on; `muster status` shows how far it is");
    }

    @Test
    void oneThatEndsOtherwiseIsNoSuccessAndSaysWhatItLeft() {
        master.startsSlowly("printer.3");
        session.muster("restart", "--rolling", "--no-wait", "printer");
        session.muster("stop", "printer.3");

        assertThat(words()).containsExactly("running restart 2", "superseded restart 2");
        session.muster("events", "--last", "100");
        assertThat(session.out())
                .contains("was superseded by stop; replaced: none; not replaced: printer.1, printer.2");
    }

    @Test
    void rollingThatStopsIsAFailureAndSaysWhy() {
        master.crashes("printer");

        assertThat(session.muster("restart", "--rolling", "printer")).isEqualTo(Exit.FAILED);

        assertThat(session.err())
                .contains("rolling restart of printer has stopped: printer.3#1 does not become ready, it is BACKOFF")
                .contains("not replaced: printer.1, printer.2");
    }

    @Test
    void planTellsWhatARollingApplyWouldDoAndTheApplyDoesIt() {
        master.configure(fleet("new"));

        session.muster("plan");
        assertThat(session.out()).contains("restart  printer.1  command: [old] -> [new]");
        assertThat(session.err())
                .contains(
                        "`muster apply --rolling` one by one: printer (2, at most 1 away at a time, 1 more to help out)");
        assertThat(session.muster("apply", "--rolling")).isEqualTo(Exit.OK);

        assertThat(session.err()).contains("rolling apply of printer: all 2 workers are replaced");
        session.muster("plan");
        assertThat(session.err()).contains("nothing to do");
        assertThat(master.worker("producer.1").incarnation()).isEqualTo(1);
    }
}
