package dev.muster.supervisor.core;

import java.util.List;

/** What an event made of a worker, and what is to be done in the world for it, in this order. Immutable. */
public record Step(Worker worker, List<Effect> effects) {

    public Step {
        effects = List.copyOf(effects);
    }
}
