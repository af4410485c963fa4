package dev.muster.supervisor.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.core.Load.Room;
import dev.muster.supervisor.daemon.Headroom.Use;
import org.junit.jupiter.api.Test;

/** A machine with 4 GiB and 4 processors, and workers of 200 MiB. */
final class HeadroomTest {

    private static final long MIB = 1L << 20;

    private static Headroom free(long mebibytes) {
        return new Headroom(mebibytes * MIB, 4000 * MIB, 4);
    }

    private static Use use(double cpus, int workers) {
        return new Use(200 * MIB, 0, cpus, workers);
    }

    @Test
    void asManyAsFitBesideTheReserve() {
        Room room = free(1024).room(use(0, 2), 0);
        assertThat(room.more()).isEqualTo(4);
        assertThat(room.why())
                .isEqualTo("memory: a worker takes 200 MiB, 824 MiB are left beside a reserve of 200 MiB");
        assertThat(free(399).room(use(0, 2), 0).more()).isZero();
        assertThat(free(100).room(use(0, 2), 0).more()).isZero();
    }

    @Test
    void whatThoseOnTheirWayWillTakeIsSpent() {
        Use use = new Use(200 * MIB, 500 * MIB, 0, 2);
        assertThat(free(1024).room(use, 0).more()).isEqualTo(1);
    }

    @Test
    void asLongAsNobodyKnowsWhatAWorkerTakesTheyMayCome() {
        assertThat(free(1024).room(new Use(0, 0, -1, 0), -1)).isEqualTo(Room.ENOUGH);
    }

    @Test
    void busyProcessorsHoldThemBack() {
        Room room = free(4000).room(use(3.7, 3), 3.7);
        assertThat(room.more()).isZero();
        assertThat(room.why()).isEqualTo("processors: the workers keep 3.7 of 4 busy, each of these 1.2");
        assertThat(free(4000).room(use(2, 2), 2).more()).isEqualTo(2);
        assertThat(free(4000).room(use(0.01, 2), 3.9).more()).isZero();
    }

    @Test
    void theReserveIsATwentiethAndNotLessThan64Mebibytes() {
        assertThat(new Headroom(0, 640 * MIB, 1).reserve()).isEqualTo(64 * MIB);
        assertThat(new Headroom(0, 4000 * MIB, 1).reserve()).isEqualTo(200 * MIB);
    }
}
