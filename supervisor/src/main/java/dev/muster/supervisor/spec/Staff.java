package dev.muster.supervisor.spec;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * How many workers a service has, and in which slots. Immutable; compared by value.
 *
 * @param vacant slots below the highest that have no place: where an idle worker was taken from the middle. Only of a service that is
 *     scaled; the others have the slots 1 to {@code count}
 * @param scale when that number is decided by the backlog; {@code count} is then the present decision
 */
public record Staff(int count, SortedSet<Integer> vacant, Optional<ScalePolicy> scale) {

    private static final SortedSet<Integer> NONE = Collections.emptySortedSet();

    public Staff {
        vacant = Collections.unmodifiableSortedSet(new TreeSet<>(vacant));
    }

    /** A number that only people change. */
    public static Staff of(int count) {
        return new Staff(count, NONE, Optional.empty());
    }

    /** As few as a policy allows. */
    public static Staff of(ScalePolicy policy) {
        return new Staff(policy.min(), NONE, Optional.of(policy));
    }

    /** Another number, from slot 1 on. */
    public Staff with(int newCount) {
        return new Staff(newCount, NONE, scale);
    }

    /** In exactly these slots. */
    public Staff in(SortedSet<Integer> slots) {
        SortedSet<Integer> gaps = new TreeSet<>();
        int last = slots.isEmpty() ? 0 : slots.last();
        for (int slot = 1; slot < last; slot++) {
            if (!slots.contains(slot)) {
                gaps.add(slot);
            }
        }
        return new Staff(slots.size(), gaps, scale);
    }

    /** Its slots, counted from 1. */
    public SortedSet<Integer> slots() {
        SortedSet<Integer> slots = new TreeSet<>();
        for (int slot = 1; slots.size() < count; slot++) {
            if (!vacant.contains(slot)) {
                slots.add(slot);
            }
        }
        return slots;
    }

    public boolean has(int slot) {
        return slot > 0
                && !vacant.contains(slot)
                && slot <= count + vacant.headSet(slot).size();
    }
}
