package dev.muster.supervisor.loop;

import dev.muster.supervisor.core.Load;
import java.util.Map;

/** What was read of the queues of scaled services, by service. Immutable. */
public record Reading(Map<String, Load> loads) implements LoopItem {
    public Reading {
        loads = Map.copyOf(loads);
    }
}
