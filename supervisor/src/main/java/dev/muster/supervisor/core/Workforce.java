package dev.muster.supervisor.core;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The workers of a scaled service, without those that only have to end. Immutable.
 *
 * @param slots all of them
 * @param ready those that work
 * @param troubled those that do not stay up
 * @param down those that somebody stopped, and that have done what they were for
 */
public record Workforce(
        SortedSet<Integer> slots, SortedSet<Integer> ready, SortedSet<Integer> troubled, SortedSet<Integer> down) {

    public Workforce {
        slots = Collections.unmodifiableSortedSet(new TreeSet<>(slots));
        ready = Collections.unmodifiableSortedSet(new TreeSet<>(ready));
        troubled = Collections.unmodifiableSortedSet(new TreeSet<>(troubled));
        down = Collections.unmodifiableSortedSet(new TreeSet<>(down));
    }

    public static Workforce of(String service, Collection<Worker> workers) {
        SortedSet<Integer> slots = new TreeSet<>();
        SortedSet<Integer> ready = new TreeSet<>();
        SortedSet<Integer> troubled = new TreeSet<>();
        SortedSet<Integer> down = new TreeSet<>();
        for (Worker worker : workers) {
            int slot = worker.id().slot();
            if (worker.surplus() || !worker.id().service().equals(service)) {
                continue;
            }
            slots.add(slot);
            if (isDown(worker)) {
                down.add(slot);
            } else if (isTroubled(worker)) {
                troubled.add(slot);
            } else if (worker.phase() == Phase.READY) {
                ready.add(slot);
            }
        }
        return new Workforce(slots, ready, troubled, down);
    }

    private static boolean isDown(Worker worker) {
        return worker.goal() == Goal.DOWN || (worker.phase() == Phase.STOPPED && !FleetOrder.waits(worker));
    }

    private static boolean isTroubled(Worker worker) {
        return switch (worker.phase()) {
            case BACKOFF, FAILED -> true;
            case STARTING -> worker.failures() > 0;
            case STOPPED, READY, STOPPING, KILLING -> false;
        };
    }

    public int size() {
        return slots.size();
    }

    /** How many of them are there to work, or soon will be: those that are coming count, so that nobody is called twice. */
    int able() {
        return size() - down.size();
    }

    int coming() {
        return able() - ready.size() - troubled.size();
    }

    /** Those who have nothing in hand, the highest slot first; whoever does not stay up has nothing either. */
    List<Integer> leavers(Collection<Integer> idle) {
        List<Integer> leavers = new ArrayList<>(troubled);
        ready.stream().filter(idle::contains).forEach(leavers::add);
        leavers.sort(Comparator.reverseOrder());
        return leavers;
    }
}
