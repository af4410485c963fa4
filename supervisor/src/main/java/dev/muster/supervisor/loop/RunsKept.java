package dev.muster.supervisor.loop;

/** How far the scheduled services are is written down, up to this number: what is to begin may. Immutable. */
record RunsKept(long number) implements LoopItem {}
