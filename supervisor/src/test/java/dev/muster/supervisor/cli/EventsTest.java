package dev.muster.supervisor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.control.ControlClient;
import dev.muster.supervisor.control.Fields;
import dev.muster.supervisor.control.PaperFleet;
import dev.muster.supervisor.core.ExitStatus;
import dev.muster.supervisor.log.LogStream;
import dev.muster.supervisor.spec.Backoff;
import dev.muster.supervisor.testkit.Await;
import dev.muster.supervisor.testkit.Specs;
import dev.muster.wire.Json;
import dev.muster.wire.RpcMessage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code muster events} and {@code muster history} against a master whose processes exist on paper. */
@Timeout(60)
final class EventsTest {
    private final PaperFleet master;
    private final Session session;

    EventsTest(@TempDir Path directory) {
        Duration late = Duration.ofSeconds(59); // no test can miss it
        Specs printer = Specs.printer().workers(2).backoff(new Backoff(late, Duration.ofHours(1), 2, 0, late));
        master = new PaperFleet(directory, Specs.fleet(printer, Specs.service("producer"))).awaitReady();
        session = new Session(directory);
    }

    @AfterEach
    void close() {
        master.close();
    }

    private void crash(String id) {
        int life = master.worker(id).incarnation();
        master.exit(id, ExitStatus.exited(3));
        Await.until(
                "the end of " + id,
                () -> master.worker(id).incarnation() > life
                        || !master.worker(id).phase().alive());
    }

    @Test
    void eachEntryIsALineWithWhoWhatAndWhy() {
        crash("printer.2");
        assertThat(session.muster("events", "printer.2")).isEqualTo(Exit.OK);
        assertThat(session.err()).isEmpty();
        assertThat(session.out().lines())
                .anyMatch(line -> line.matches("20[0-9-]+ [0-9:.]+  printer\\.2#1  crashed   exit 3 after [0-9.]+m?s"))
                .anyMatch(line -> line.contains("backoff") && line.contains("; restart 1 in"))
                .noneMatch(line -> line.contains("printer.1") || line.contains("producer"));
    }

    @Test
    void jsonIsOneObjectALineWithTheFieldsThatScriptsRelyOn() {
        crash("printer.2");
        assertThat(session.muster("events", "--json", "printer")).isEqualTo(Exit.OK);
        List<Fields> events =
                session.out().lines().map(line -> Fields.of(Json.parse(line))).toList();
        assertThat(events).extracting(event -> event.number("seq")).isSorted();
        Fields crash = events.stream()
                .filter(event -> event.text("what").equals("crashed"))
                .findFirst()
                .orElseThrow();
        assertThat(crash.text("worker")).isEqualTo("printer.2");
        assertThat(crash.object("exit").number("code")).isEqualTo(3);
        assertThat(crash.has("at")).isTrue();
    }

    @Test
    void lastAndSinceSayHowMany() {
        assertThat(session.muster("events", "-n", "2")).isEqualTo(Exit.OK);
        assertThat(session.out().lines()).hasSize(2);
        assertThat(session.muster("events", "--since", "1h")).isEqualTo(Exit.OK);
        assertThat(session.out().lines()).hasSizeGreaterThanOrEqualTo(6);
        assertThat(session.muster("events", "--since", "2100-01-01T00:00:00Z")).isEqualTo(Exit.OK);
        assertThat(session.out()).isEmpty();
        assertThat(session.muster("events", "-n", "some")).isEqualTo(Exit.USAGE);
        assertThat(session.muster("events", "--since", "lunch")).isEqualTo(Exit.USAGE);
    }

    @Test
    void nameThatLeftNoTraceIsUnknown() {
        assertThat(session.muster("events", "printre")).isEqualTo(Exit.UNKNOWN);
        assertThat(session.err()).contains("did you mean `printer`?");
    }

    @Test
    void followerGetsEveryEntryOnceAndInOrder() {
        try (ControlClient client = master.client()) {
            List<Long> numbers = new ArrayList<>();
            Fields past = client.call("events", Map.of("follow", true));
            past.objects("events").forEach(event -> numbers.add(event.number("seq")));
            crash("printer.1");
            crash("printer.2");
            String last = "";
            while (!last.equals("printer.2 backoff")) {
                RpcMessage.Notification next =
                        client.nextNotification(Duration.ofSeconds(20)).orElseThrow();
                Fields event = Fields.of(next.params());
                numbers.add(event.number("seq"));
                last = event.optionalText("worker").orElse("") + " " + event.text("what");
            }
            for (int i = 1; i < numbers.size(); i++) {
                assertThat(numbers.get(i)).isEqualTo(numbers.get(i - 1) + 1);
            }
        }
    }

    @Test
    void withoutAMasterTheFilesOfTheLastOneAreRead() {
        crash("printer.2");
        master.close();
        assertThat(session.muster("events", "printer.2")).isEqualTo(Exit.OK);
        assertThat(session.out()).contains("printer.2#1").contains("exit 3");
        assertThat(session.err()).contains("no master is running");
        assertThat(session.muster("events", "-f")).isEqualTo(Exit.NO_DAEMON);
        assertThat(session.muster("events", "nobody")).isEqualTo(Exit.NO_DAEMON);
    }

    @Test
    void historyTellsEachDeathWithItsLastWords() {
        master.print("printer.2", LogStream.ERR, "out of \u0007paper");
        crash("printer.2");
        assertThat(session.muster("history", "printer")).isEqualTo(Exit.OK);
        assertThat(session.out().lines().toList())
                .satisfiesExactly(
                        death -> assertThat(death)
                                .matches("20[0-9-]+ [0-9:.]+  printer\\.2#1  crashed after [0-9.]+m?s: exit 3 "
                                        + "\\(pid [0-9]+\\); restart 1 in [0-9.]+m?s"),
                        words -> assertThat(words).isEqualTo("    | out of  paper"));
        assertThat(session.muster("history", "printer.2", "--json")).isEqualTo(Exit.OK);
        Fields death = Fields.of(Json.parse(session.out()));
        assertThat(death.texts("lastWords")).containsExactly("out of \u0007paper");
        assertThat(death.object("exit").number("code")).isEqualTo(3);
    }

    @Test
    void historyOfOneThatNeverDiedIsEmptyAndOfAStrangerUnknown() {
        assertThat(session.muster("history", "producer")).isEqualTo(Exit.OK);
        assertThat(session.out()).isEmpty();
        assertThat(session.err()).contains("producer: no death is known");
        assertThat(session.muster("history", "printre")).isEqualTo(Exit.UNKNOWN);
        assertThat(session.err()).contains("did you mean `printer`?");
    }

    @Test
    void historyOutlivesTheMaster() {
        crash("printer.2");
        master.close();
        assertThat(session.muster("history", "printer.2")).isEqualTo(Exit.OK);
        assertThat(session.out()).contains("printer.2#1  crashed");
        assertThat(session.err()).contains("no master is running");
        assertThat(session.muster("history", "nobody")).isEqualTo(Exit.NO_DAEMON);
    }

    @Test
    void whyTellsWhatHappensNextTheLastWordsAndWhatHelps() {
        master.print("printer.2", LogStream.ERR, "out of paper");
        crash("printer.2");
        assertThat(session.muster("why", "printer.2")).isEqualTo(Exit.OK);
        assertThat(session.out())
                .containsPattern("printer\\.2 is in BACKOFF since [0-9.]+m?s: exit 3 after [0-9.]+m?s\n")
                .containsPattern("  next: next try in [0-9.]+m?s \\(the back-off doubles up to ")
                .contains("    | out of paper")
                .contains("muster start printer.2  # tries now");
        assertThat(session.muster("why", "printer", "--json")).isEqualTo(Exit.OK);
        assertThat(Fields.of(Json.parse(session.out())).objects("workers"))
                .extracting(worker -> worker.text("phase"))
                .containsExactly("READY", "BACKOFF");
        assertThat(session.muster("why", "nobody")).isEqualTo(Exit.UNKNOWN);
    }

    @Test
    void whoAskedForWhatIsToldBeforeWhatCameOfIt() {
        session.muster("stop", "printer");
        session.muster("events", "printer.2", "--json");
        List<Fields> events =
                session.out().lines().map(line -> Fields.of(Json.parse(line))).toList();
        List<String> what = events.stream().map(event -> event.text("what")).toList();
        assertThat(what).endsWith("command", "stopping", "exited", "stopped");
        Fields command = events.get(what.lastIndexOf("command"));
        assertThat(command.text("command")).isEqualTo("stop");
        assertThat(command.texts("selectors")).containsExactly("printer");
        assertThat(command.object("by").number("pid"))
                .isEqualTo(ProcessHandle.current().pid());
        assertThat(command.text("why")).startsWith("stop printer, asked by ");
        session.muster("why", "printer.2");
        assertThat(session.out()).containsPattern("  asked for: stop printer, asked by .*, [0-9]+m?s ago");
        session.muster("events", "producer");
        assertThat(session.out()).doesNotContain("stop printer");
    }

    @Test
    void scaleAndApplyAreToldWithTheirNumbersAndRefusalsAsSuch() {
        session.muster("scale", "producer", "+1");
        session.muster("scale", "producer", "-5");
        session.muster("apply", "--reset");
        session.muster("events", "--json");
        List<Fields> events =
                session.out().lines().map(line -> Fields.of(Json.parse(line))).toList();
        List<Fields> commands = events.stream()
                .filter(event -> event.text("what").equals("command"))
                .toList();
        assertThat(commands.get(0).number("from")).isEqualTo(1);
        assertThat(commands.get(0).number("to")).isEqualTo(2);
        assertThat(commands.get(2).number("remove")).isEqualTo(1);
        assertThat(commands.get(2).text("why")).startsWith("apply --reset (1 to remove)");
        assertThat(events)
                .filteredOn(event -> event.text("what").equals("refused"))
                .singleElement()
                .extracting(event -> event.text("why"))
                .asString()
                .contains("producer cannot have -3 workers");
    }
}
