package dev.muster.testing;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A fleet at one moment, as {@code muster status --json} tells it. Immutable. */
public record FleetStatus(List<Worker> workers, List<Queue> queues) {

    /** Copies the lists. */
    public FleetStatus {
        workers = List.copyOf(workers);
        queues = List.copyOf(queues);
    }

    /**
     * A slot and who is in it. Immutable.
     *
     * @param id such as {@code printer.1}
     * @param incarnation which life of the slot this is, counted from 1
     * @param goal {@code UP} or {@code DOWN}
     * @param phase such as {@code READY}
     * @param pid null when there is no process
     * @param restarts how often it was restarted without having been asked to
     * @param reason why it is in this phase
     */
    public record Worker(
            String id,
            String service,
            int incarnation,
            String goal,
            String phase,
            @Nullable Integer pid,
            int restarts,
            String reason) {

        /** At work. */
        public boolean isReady() {
            return phase.equals("READY");
        }
    }

    /** Counts of a queue. Immutable. */
    public record Queue(String name, long ready, long delayed, long running, long dead, long done, long puts) {

        /** No job waits, now or for later, and none runs; dead ones do not count. */
        public boolean isEmpty() {
            return ready + delayed + running == 0;
        }
    }

    /** Whether each worker that is wanted is ready. */
    public boolean isReady() {
        return workers.stream()
                .allMatch(worker -> worker.isReady() || worker.goal().equals("DOWN"));
    }

    /** The slot of this name. @throws IllegalArgumentException when there is none */
    public Worker worker(String id) {
        return workers.stream()
                .filter(worker -> worker.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no worker " + id + " in " + workers));
    }

    /** The queue of this name. @throws IllegalArgumentException when there is none */
    public Queue queue(String name) {
        return queues.stream()
                .filter(queue -> queue.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no queue " + name + " in " + queues));
    }
}
