package dev.muster.supervisor.cron;

import java.util.List;

/**
 * What the process is to put, as JSON in its environment: arguments would show everybody the payload. Immutable.
 *
 * @param version of this form; another one is refused
 */
public record CronOrder(int version, List<Item> items) {

    /** The variable that it is in. */
    public static final String VARIABLE = "MUSTER_CRON";

    /** The form that this release writes and reads. */
    public static final int VERSION = 1;

    public CronOrder {
        items = List.copyOf(items);
    }

    /**
     * One cron.
     *
     * @param address the queue's URL with its bounds
     * @param payload JSON
     */
    public record Item(
            String cron, String queue, String address, String type, String payload, String priority, List<Tick> ticks) {
        public Item {
            ticks = List.copyOf(ticks);
        }
    }

    /**
     * One time.
     *
     * @param at the time that is meant
     * @param readyAt when its job is ready
     */
    public record Tick(String at, String readyAt) {}
}
