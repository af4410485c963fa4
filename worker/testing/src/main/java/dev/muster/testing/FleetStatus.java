package dev.muster.testing;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A fleet at one moment, as {@code muster status --json} tells it. Immutable.
 *
 * @param workers every slot, also one without a process
 * @param queues every queue of the configuration
 */
public record FleetStatus(List<Worker> workers, List<Queue> queues) {

    /**
     * Copies the lists.
     *
     * @param queues every queue
     * @param workers every slot
     */
    public FleetStatus {
        workers = List.copyOf(workers);
        queues = List.copyOf(queues);
    }

    /**
     * A slot and who is in it. Immutable.
     *
     * @param id such as {@code printer.1}
     * @param service such as {@code printer}
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

        /**
         * At work.
         *
         * @return whether its phase is {@code READY}
         */
        public boolean isReady() {
            return phase.equals("READY");
        }
    }

    /**
     * Counts of a queue. Immutable.
     *
     * @param name as the configuration calls it
     * @param ready jobs that may be claimed now
     * @param delayed jobs that wait for their time
     * @param running jobs that workers hold
     * @param dead jobs that were put aside
     * @param done jobs finished since the queue was created
     * @param puts jobs ever put
     */
    public record Queue(String name, long ready, long delayed, long running, long dead, long done, long puts) {

        /**
         * Whether there is nothing to do; dead jobs do not count.
         *
         * @return true when no job waits, now or for later, and none runs
         */
        public boolean isEmpty() {
            return ready + delayed + running == 0;
        }
    }

    /**
     * Whether each worker that is wanted is ready.
     *
     * @return true also when none is wanted
     */
    public boolean isReady() {
        return workers.stream()
                .allMatch(worker -> worker.isReady() || worker.goal().equals("DOWN"));
    }

    /**
     * One slot.
     *
     * @param id such as {@code printer.1}
     * @return how it was at that moment
     * @throws IllegalArgumentException when there is none of this name
     */
    public Worker worker(String id) {
        return workers.stream()
                .filter(worker -> worker.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no worker " + id + " in " + workers));
    }

    /**
     * One queue.
     *
     * @param name as the configuration calls it
     * @return its counts at that moment
     * @throws IllegalArgumentException when there is none of this name
     */
    public Queue queue(String name) {
        return queues.stream()
                .filter(queue -> queue.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no queue " + name + " in " + queues));
    }
}
