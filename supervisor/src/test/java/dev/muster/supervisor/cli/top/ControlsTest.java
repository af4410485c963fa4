package dev.muster.supervisor.cli.top;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.cli.top.Controls.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** From keys to what is shown and what is asked for. */
final class ControlsTest {
    private static final int PAGE = 10;

    private final Model model = Fleets.demo();
    private View view = View.of(Sort.NAME).looked(model);

    /** The sequence as a terminal sends it; returns what the last key asks for. */
    private Optional<Order> type(String characters) {
        KeyDecoder decoder = new KeyDecoder();
        Optional<Order> order = Optional.empty();
        List<Key> keys = new ArrayList<>();
        characters.chars().forEach(c -> decoder.next(c).ifPresent(keys::add));
        decoder.silence().ifPresent(keys::add);
        for (Key key : keys) {
            Step step = Controls.press(key, view, model, PAGE);
            view = step.view();
            order = step.order();
        }
        return order;
    }

    @Test
    void arrowsAndLettersMoveTheBarAndItStopsAtTheEnds() {
        assertThat(view.selected()).isEqualTo("printer.1");
        type("j");
        assertThat(view.selected()).isEqualTo("printer.2");
        type("\u001b[B\u001b[B\u001bOB");
        assertThat(view.selected()).isEqualTo("producer.1");
        type("k\u001b[A\u001b[A\u001b[A");
        assertThat(view.selected()).isEqualTo("printer.1");
        type("G");
        assertThat(view.selected()).isEqualTo("producer.1");
        type("\u001b[H");
        assertThat(view.selected()).isEqualTo("printer.1");
        type("\u001b[6~");
        assertThat(view.selected()).isEqualTo("producer.1");
    }

    @Test
    void theBarStaysWithItsWorkerWhenTheOrderChanges() {
        type("jn");
        type("m");
        assertThat(view.selected()).isEqualTo("printer.2");
        type("p");
        assertThat(view.rows(model)).extracting(WorkerRow::id).containsExactly("printer.2", "producer.1", "printer.1");
        type("p");
        assertThat(view.rows(model)).extracting(WorkerRow::id).containsExactly("printer.1", "producer.1", "printer.2");
        type("c");
        assertThat(view.rows(model)).extracting(WorkerRow::id).startsWith("printer.1", "printer.2");
        assertThat(view.selected()).isEqualTo("printer.2");
    }

    @Test
    void aWorkerThatIsGoneLeavesTheBarWhereItWas() {
        type("j");
        Model fewer = Model.of(Fleets.sample(
                9,
                List.of(Fleets.worker("printer.1", "READY", 1), Fleets.worker("producer.1", "READY", 1)),
                List.of()));
        assertThat(view.looked(fewer).selected()).isEqualTo("producer.1");
        Model none = Model.of(Fleets.sample(9, List.of(), List.of()));
        assertThat(view.looked(none).position(view.rows(none))).isEqualTo(-1);
        assertThat(Controls.press(Key.character('r'), view.looked(none), none, PAGE)
                        .order())
                .isEmpty();
    }

    @Test
    void aRestartIsAskedForOnlyAfterAYes() {
        assertThat(type("r")).isEmpty();
        assertThat(view.mode()).isEqualTo(new Mode.Confirm(new Order.Verb("restart", "printer.1")));
        assertThat(type("n")).isEmpty();
        assertThat(view.mode()).isEqualTo(new Mode.Workers());
        assertThat(type("ry")).contains(new Order.Verb("restart", "printer.1"));
    }

    @Test
    void whoIsWantedIsStoppedAfterAYesAndWhoIsNotIsStarted() {
        assertThat(type("s")).isEmpty();
        assertThat(type("\u001b")).isEmpty();
        assertThat(type("sy")).contains(new Order.Verb("stop", "printer.1"));
        assertThat(type("Gs")).contains(new Order.Verb("start", "producer.1"));
    }

    @Test
    void plusAndMinusScaleTheServiceOfTheChosenWorker() {
        assertThat(type("+")).contains(new Order.Scale("printer", "+1"));
        assertThat(type("=")).contains(new Order.Scale("printer", "+1"));
        assertThat(type("G-")).contains(new Order.Scale("producer", "-1"));
    }

    @Test
    void aFilterIsAppliedWhileItIsTypedAndEscapeTakesItAway() {
        type("/PROx\u007f");
        assertThat(view.rows(model)).extracting(WorkerRow::id).containsExactly("producer.1");
        assertThat(type("q")).isEmpty();
        type("\u007f\r");
        assertThat(view.filter()).isEqualTo("PRO");
        assertThat(view.selected()).isEqualTo("producer.1");
        type("/backoff\u001b");
        assertThat(view.filter()).isEqualTo("PRO");
        type("\u001b");
        assertThat(view.rows(model)).hasSize(3);
        type("/backoff\r");
        assertThat(view.rows(model)).extracting(WorkerRow::id).containsExactly("printer.2");
    }

    @Test
    void aLogIsFollowedUntilQWhichThenQuitsNothingElse() {
        assertThat(type("l")).contains(new Order.Follow("printer.1"));
        type("k\u001b[5~");
        assertThat(view.mode()).isEqualTo(new Mode.Log("printer.1", PAGE));
        type("G");
        assertThat(view.mode()).isEqualTo(new Mode.Log("printer.1", 0));
        assertThat(type("q")).contains(new Order.Unfollow());
        assertThat(view.mode()).isEqualTo(new Mode.Workers());
        assertThat(type("q")).contains(new Order.Quit());
    }

    @Test
    void ctrlCQuitsWhateverIsShown() {
        for (String way : List.of("", "?", "/x", "r", "l")) {
            view = View.of(Sort.NAME).looked(model);
            assertThat(type(way + "\u0003")).as(way).contains(new Order.Quit());
        }
    }

    @Test
    void helpIsLeftByAnyKeyWhichDoesNothingElse() {
        assertThat(type("?q")).isEmpty();
        assertThat(view.mode()).isEqualTo(new Mode.Workers());
    }

    @Test
    void keysThatMeanNothingChangeNothing() {
        View before = view;
        for (String key : List.of(
                "z", "\u001b[C", "\u001bOP", "\u001b[15~", "\u001b[1;5A\u001b[B\u001b[A", "\u001bx", "\t", "é")) {
            assertThat(type(key)).as(key).isEmpty();
        }
        assertThat(view.mode()).isEqualTo(before.mode());
        assertThat(view.selected()).isEqualTo(before.selected());
    }
}
