package dev.muster.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A list that the workers of a fleet share. */
final class ResultsIT {

    @Test
    void whatWorkersHaveAppendedOutlivesThemAndTheirMasterAndIsPrintedInItsOrder() {
        try (Fleet fleet = Fleet.of(
                """
                muster {
                  defaults.service { classpath = ["@classes@"], start.timeout = 10m }
                  services.sharer { main = dev.muster.acceptance.workers.Sharer, workers = 2 }
                }
                """)) {
            assertThat(fleet.muster("results").succeeded().out()).isEmpty();
            fleet.run().awaitReady(2);
            assertThat(fleet.muster("results", "lives").succeeded().out().lines())
                    .containsExactlyInAnyOrder("\"sharer.1#1\"", "\"sharer.2#1\"");
            fleet.status().worker("sharer.2").process().signal("KILL");
            fleet.awaitWorker("sharer.2", worker -> worker.isReady() && worker.incarnation() == 2);
            fleet.muster("shutdown").succeeded();
            assertThat(fleet.muster("results", "lives", "--from", "2")
                            .succeeded()
                            .out())
                    .isEqualTo("\"sharer.2#2\"\n");
        }
    }
}
