package dev.muster.supervisor.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.spec.FleetSpec;
import dev.muster.supervisor.testkit.Specs;
import org.junit.jupiter.api.Test;

class HeapSharesTest {

    private static final long MIB = 1L << 20;
    private static final long GIB = 1L << 30;

    @Test
    void memoryIsSplitEvenlyOverAllWorkersWithoutAHeapOfTheirOwn() {
        FleetSpec fleet = Specs.fleet(
                Specs.service("a").heap("auto").workers(3),
                Specs.service("b").heap("auto"),
                Specs.service("c").command("sleep"));

        // 4096 MiB - 128 for the master - 20 % for the page cache = 3148 MiB, 787 for each, 80 % of that for the heap.
        assertThat(HeapShares.of(fleet, 4 * GIB)).containsOnlyKeys("a", "b").containsValue(629 * MIB);
    }

    @Test
    void whatOthersHaveForThemselvesGoesOffFirst() {
        FleetSpec alone = Specs.fleet(Specs.service("a").heap("auto"));
        FleetSpec beside = Specs.fleet(
                Specs.service("a").heap("auto"), Specs.service("b").heap("400m").workers(2));

        long less = share(alone, 4) - share(beside, 4);

        assertThat(less).isEqualTo(800 * MIB);
    }

    @Test
    void nobodyGetsLessThanAJvmNeeds() {
        FleetSpec crowd = Specs.fleet(Specs.service("a").heap("auto").workers(1000));

        assertThat(HeapShares.of(crowd, GIB)).containsValue(HeapShares.LEAST);
    }

    @Test
    void theHeapsOfAllAndWhatTheyNeedBesideFitIntoTheMemory() {
        for (int workers = 1; workers <= 40; workers++) {
            FleetSpec fleet = Specs.fleet(Specs.service("a").heap("auto").workers(workers));

            long heap = share(fleet, 8);

            assertThat(workers * (heap + 48 * MIB)).isLessThan(7 * GIB);
        }
    }

    private static long share(FleetSpec fleet, int gibibytes) {
        return HeapShares.of(fleet, gibibytes * GIB).getOrDefault("a", 0L);
    }
}
