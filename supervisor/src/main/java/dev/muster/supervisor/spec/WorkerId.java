package dev.muster.supervisor.spec;

/** A worker's stable name: a service and a slot counted from 1, printed {@code printer.1}. Immutable. */
public record WorkerId(String service, int slot) implements Comparable<WorkerId> {

    public WorkerId {
        if (slot < 1) {
            throw new IllegalArgumentException("slot counts from 1, not " + slot);
        }
    }

    /**
     * Reads {@code printer.1}.
     *
     * @throws IllegalArgumentException when the text has no service or no slot of at least 1
     */
    public static WorkerId parse(String text) {
        int dot = text.lastIndexOf('.');
        if (dot < 1) {
            throw new IllegalArgumentException("not a worker (service.slot): " + text);
        }
        return new WorkerId(text.substring(0, dot), Integer.parseInt(text.substring(dot + 1)));
    }

    @Override
    public int compareTo(WorkerId other) {
        int byService = service.compareTo(other.service);
        return byService != 0 ? byService : Integer.compare(slot, other.slot);
    }

    @Override
    public String toString() {
        return service + "." + slot;
    }
}
