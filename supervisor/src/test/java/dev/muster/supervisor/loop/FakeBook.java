package dev.muster.supervisor.loop;

import dev.muster.supervisor.core.Rota;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A disk that writes at once, unless a test makes it wait. */
final class FakeBook implements Calendar.Book {

    Map<String, Rota.Kept> kept = Map.of();
    private Map<String, Rota.Kept> next = Map.of();
    private final List<Runnable> waiting = new ArrayList<>();
    private boolean held;

    /** From now on nothing is written until the test says so. */
    void hold() {
        held = true;
    }

    void writeWithoutTelling() {
        kept = next;
    }

    void tell() {
        held = false;
        waiting.forEach(Runnable::run);
        waiting.clear();
    }

    @Override
    public void keep(Map<String, Rota.Kept> runs, Runnable done) {
        next = Map.copyOf(runs);
        if (held) {
            waiting.add(done);
        } else {
            kept = next;
            done.run();
        }
    }
}
