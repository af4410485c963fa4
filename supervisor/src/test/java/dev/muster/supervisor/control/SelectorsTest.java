package dev.muster.supervisor.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.supervisor.core.Desired;
import dev.muster.supervisor.core.Worker;
import dev.muster.supervisor.loop.FleetSnapshot;
import dev.muster.supervisor.loop.Moment;
import dev.muster.supervisor.spec.FleetSpec;
import dev.muster.supervisor.spec.WorkerId;
import dev.muster.supervisor.testkit.Specs;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What {@code printer}, {@code printer.2} and {@code *} mean. */
final class SelectorsTest {
    private static final FleetSpec SPEC = Specs.fleet(Specs.printer().workers(2), Specs.service("print"));
    private static final FleetSnapshot FLEET = snapshot("print.1", "printer.1", "printer.2", "gone.3");

    private static FleetSnapshot snapshot(String... ids) {
        List<Worker> workers = Stream.of(ids)
                .map(id -> Worker.fresh(WorkerId.parse(id), Specs.printer().spec(), 0, Instant.EPOCH))
                .toList();
        Moment moment = new Moment(Instant.EPOCH, Instant.EPOCH);
        return new FleetSnapshot(SPEC, Desired.NONE, Map.of(), workers, List.of(), Map.of(), false, moment, 1);
    }

    private static List<String> resolve(String... selectors) {
        return Selectors.resolve(List.of(selectors), FLEET).stream()
                .map(worker -> worker.id().toString())
                .toList();
    }

    @Test
    void serviceMeansItsWorkersAndNoneOfALongerName() {
        assertThat(resolve("print")).containsExactly("print.1");
        assertThat(resolve("printer")).containsExactly("printer.1", "printer.2");
    }

    @Test
    void severalSelectorsNameEachWorkerOnceInTheOrderOfTheFleet() {
        assertThat(resolve("printer.2", "printer", "print")).containsExactly("print.1", "printer.1", "printer.2");
        assertThat(resolve("*", "printer.1")).hasSize(4);
    }

    @Test
    void surplusWorkersOfARemovedServiceCanStillBeNamed() {
        assertThat(resolve("gone")).containsExactly("gone.3");
        assertThat(resolve("gone.3")).containsExactly("gone.3");
    }

    @Test
    void starOfAnEmptyFleetIsNobody() {
        assertThat(Selectors.resolve(List.of("*"), snapshot())).isEmpty();
        assertThat(Selectors.resolve(List.of("printer"), snapshot())).isEmpty();
    }

    @Test
    void oneUnknownNameRefusesTheWholeRequest() {
        for (String unknown :
                List.of("printer.3", "printer.0", "printer.", "PRINTER", "", "gone.1", "**", "printer.01")) {
            assertThatThrownBy(() -> resolve("printer", unknown))
                    .as("selector <%s>", unknown)
                    .isInstanceOfSatisfying(
                            Refusal.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNKNOWN_NAME));
        }
    }

    @Test
    void nearestNameIsSuggested() {
        assertThatThrownBy(() -> resolve("pritner.1"))
                .isInstanceOfSatisfying(Refusal.class, e -> assertThat(e.data().get("didYouMean"))
                        .isEqualTo("printer.1"));
        assertThatThrownBy(() -> resolve("zebra"))
                .isInstanceOfSatisfying(Refusal.class, e -> assertThat(e.data()).doesNotContainKey("didYouMean"));
    }
}
