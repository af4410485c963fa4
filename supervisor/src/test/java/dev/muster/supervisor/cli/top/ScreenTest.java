package dev.muster.supervisor.cli.top;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From what is known of a fleet to the lines of a screen. */
final class ScreenTest {
    private static final View VIEW = View.of(Sort.NAME);
    private static final Pattern CODES = Pattern.compile("\u001b\\[[0-9;]*m");

    private static List<String> lines(Model model, View view, int columns, int rows) {
        return Screen.lines(model, view, List.of(), new Size(columns, rows), Fleets.PLAIN);
    }

    @Test
    void aScreenOfTheUsualSizeShowsTheFleetItsQueuesAndItsWorkers() {
        List<String> lines = lines(Fleets.demo(), VIEW.looked(Fleets.demo()), 80, 24);
        assertThat(lines).hasSize(24);
        assertThat(lines.subList(0, 9))
                .containsExactly(
                        "demo  1 of 2 ready, 1 down  cpu 50%  memory 190M  master 99 up 4m12s",
                        "QUEUE    RUNNING  DELAYED     DEAD   OLDEST  BACKLOG            JOBS/S",
                        "numbers        2        0        0       9s      302 ▂▄▆█          500 ███",
                        "",
                        "  WORKER      PHASE         PID  UPTIME    CPU  MEMORY  RESTARTS  WHY",
                        "> printer.1   READY        4711     10s    42%     95M         0  started",
                        "  printer.2   BACKOFF      4711     10s     8%     95M         0  started",
                        "  producer.1  STOPPED         -       -      -       -         0  started",
                        "");
        assertThat(lines.get(23)).startsWith("1/3  q quit  ? help  r restart").endsWith("…");
    }

    @Test
    void aNarrowScreenLeavesOutWhatOneCanDoWithout() {
        assertThat(lines(Fleets.demo(), VIEW, 40, 10))
                .containsExactly(
                        "demo  1 of 2 ready, 1 down  cpu 50%  me…",
                        "QUEUE    BACKLOG          JOBS/S",
                        "numbers      302 ▂▄▆█        500 ███",
                        "",
                        "  WORKER      PHASE       CPU  MEMORY",
                        "> printer.1   READY       42%     95M",
                        "  printer.2   BACKOFF      8%     95M",
                        "  producer.1  STOPPED       -       -",
                        "",
                        "1/3  q quit  ? help  r restart  s stop/…");
    }

    @ParameterizedTest
    @CsvSource({"200, 60", "80, 24", "40, 10", "21, 9", "10, 4", "7, 3", "2, 2", "1, 1", "3, 1", "1, 40", "0, 5", "5, 0"
    })
    void noLineIsWiderThanTheScreenAndThereAreAsManyAsItHas(int columns, int rows) {
        for (Model model : List.of(Fleets.demo(), hostile(), Fleets.demo().without(Uplink.GONE))) {
            for (Mode mode : modes()) {
                List<String> lines = Screen.lines(
                        model,
                        VIEW.with(mode).filtered("r"),
                        List.of(new LogTail.Line("日本語のとても長い行".repeat(20), true), new LogTail.Line("", false)),
                        new Size(columns, rows),
                        new Look(true, true, true));
                assertThat(lines).hasSize(columns == 0 ? 0 : rows);
                for (String line : lines) {
                    String shown = CODES.matcher(line).replaceAll("");
                    assertThat(Glyphs.width(shown)).as("%s in %s", shown, mode).isLessThanOrEqualTo(columns);
                }
            }
        }
    }

    private static List<Mode> modes() {
        return List.of(
                new Mode.Workers(),
                new Mode.Help(),
                new Mode.Confirm(new Order.Verb("restart", "printer.1")),
                new Mode.Filter(""),
                new Mode.Log("printer.1", 0));
    }

    /** Names and reasons that would move the cursor, turn the writing round, or take two columns. */
    private static Model hostile() {
        List<Map<String, Object>> workers = new ArrayList<>();
        for (String name : List.of(
                "evil\u001b[2J\u001b[1;1H.1",
                "印刷機械印刷機械印刷機械.1",
                "e\u0301\u0301\u0301\u0301clair.1",
                "\u202eabc\u0007.1",
                "👩\u200d👩\u200d👧.1")) {
            workers.add(Fleets.with(Fleets.worker(name, "READY", 5), "says", "line one\nline two\ttab\u0000" + name));
        }
        return Model.of(Fleets.sample(0, workers, List.of(Fleets.queue("q\u001b[31m日本", 5, 5))));
    }

    @Test
    void whatAProgramSaysCannotMoveTheCursor() {
        String screen = String.join("\n", lines(hostile(), VIEW, 120, 30));
        assertThat(screen).contains("evil?[2J?[1;1H.1").contains("line one?line two tab?");
        assertThat(screen.chars().filter(c -> c < ' ' && c != '\n')).isEmpty();
        assertThat(screen).doesNotContain("\u202e").doesNotContain("\u200d");
    }

    @Test
    void aLetterBearsTwoMarksAtMostAndNoneStandsWithoutALetter() {
        assertThat(Glyphs.clean("e" + "\u0301".repeat(100) + "f\u0301", Fleets.PLAIN))
                .isEqualTo("e\u0301\u0301f\u0301");
        assertThat(Glyphs.clean("\u0301a", Fleets.PLAIN)).isEqualTo("a");
    }

    @Test
    void wideAndCombiningCharactersDoNotMoveTheColumns() {
        List<String> lines = lines(hostile(), VIEW, 120, 30).stream()
                .filter(line -> line.contains("READY") && line.contains("4711"))
                .toList();
        assertThat(lines).hasSize(5);
        assertThat(lines.stream()
                        .map(line -> Glyphs.width(line.substring(0, line.indexOf("READY"))))
                        .distinct())
                .hasSize(1);
    }

    @Test
    void whereThereIsOnlyAsciiNothingElseIsWritten() {
        Look ascii = new Look(false, false, false);
        List<String> lines = Screen.lines(Fleets.demo(), VIEW, List.of(), new Size(80, 24), ascii);
        assertThat(String.join("", lines)).isASCII().contains("302 .-+#");
    }

    @Test
    void colourIsUsedOnlyWhereItIsWantedAndTheChosenWorkerIsSeenWithoutIt() {
        String marks = String.join(
                "\n", Screen.lines(Fleets.demo(), VIEW, List.of(), new Size(80, 24), new Look(true, false, true)));
        assertThat(marks)
                .contains("\u001b[7m> printer.1")
                .doesNotContain("\u001b[32m")
                .doesNotContain("\u001b[3");
        String colours = String.join(
                "\n", Screen.lines(Fleets.demo(), VIEW, List.of(), new Size(80, 24), new Look(true, true, true)));
        assertThat(colours).contains("\u001b[33mBACKOFF\u001b[0m");
    }

    @Test
    void ofAThousandWorkersTheScreenShowsThoseAroundTheChosenOne() {
        Model crowd = Fleets.crowd(1000);
        List<String> lines = lines(crowd, VIEW.at(VIEW.rows(crowd), 499), 80, 24);
        assertThat(lines).anyMatch(line -> line.startsWith("> clerk.500"));
        assertThat(lines.get(2)).startsWith("  clerk.490 ");
        assertThat(lines.get(23)).startsWith("500/1000");
        List<String> last = lines(crowd, VIEW.at(VIEW.rows(crowd), 999), 80, 24);
        assertThat(last.get(22)).startsWith("> clerk.1000");
    }

    @Test
    void aMasterThatIsGoneIsToldAboveWhatWasKnownOfItsWorkers() {
        List<String> lines = lines(Fleets.demo().without(Uplink.GONE), VIEW, 80, 24);
        assertThat(lines.get(0)).isEqualTo("demo  master gone, waiting");
        assertThat(lines.get(5)).startsWith("> printer.1");
    }

    @Test
    void whoWaitsForItsNextTimeIsNotMissed() {
        Map<String, Object> nightly = Fleets.with(Fleets.worker("nightly.1", "STOPPED", 0), "goal", "UP");
        nightly = Fleets.with(nightly, "nextInMs", 90_000L);
        nightly = Fleets.with(nightly, "schedule", Map.of("cron", "0 3 * * *"));
        Model model = Model.of(Fleets.sample(0, List.of(Fleets.worker("a.1", "READY", 1), nightly), List.of()));
        List<String> lines = lines(model, VIEW, 100, 8);
        assertThat(lines.get(0)).startsWith("demo  1 of 1 ready, 1 down");
        assertThat(lines.get(3)).contains("nightly.1").contains("next in 1m30s; started");
    }

    @Test
    void asTextThereIsEveryWorkerAndNeitherBarNorKeys() {
        List<String> text = Screen.text(Fleets.crowd(100), VIEW, 100, Fleets.PLAIN);
        assertThat(text).hasSize(3 + 100);
        assertThat(text.get(102)).startsWith("  clerk.100");
        assertThat(String.join("", text)).doesNotContain(">").doesNotContain("quit");
    }

    @Test
    void ofManyQueuesAsManyAreShownAsLeaveRoomForTheWorkers() {
        List<Map<String, Object>> queues = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            queues.add(Fleets.queue("q" + i, i, i));
        }
        Model model = Model.of(Fleets.sample(0, List.of(Fleets.worker("a.1", "READY", 1)), queues));
        List<String> lines = lines(model, VIEW, 80, 24);
        assertThat(lines.get(7)).isEqualTo("and 15 more");
        assertThat(lines.get(10)).startsWith("> a.1");
    }

    @Test
    void theEndOfALogIsShownAndLongLinesGoOnBelow() {
        List<LogTail.Line> log = new ArrayList<>();
        for (int i = 1; i <= 9; i++) {
            log.add(new LogTail.Line("line " + i, false));
        }
        log.add(new LogTail.Line("0123456789abcdefghijKLM", false));
        Mode follow = new Mode.Log("a.1", 0);
        assertThat(Screen.lines(Fleets.demo(), VIEW.with(follow), log, new Size(20, 6), Fleets.PLAIN))
                .containsExactly(
                        "a.1  following its …",
                        "line 8",
                        "line 9",
                        "0123456789abcdefghij",
                        "KLM",
                        "q back  up down PgU…");
        Mode back = new Mode.Log("a.1", 6);
        assertThat(Screen.lines(Fleets.demo(), VIEW.with(back), log, new Size(40, 4), Fleets.PLAIN))
                .containsExactly(
                        "a.1  6 lines before the end of its log",
                        "line 3",
                        "line 4",
                        "q back  up down PgUp PgDn scroll  G to …");
    }
}
