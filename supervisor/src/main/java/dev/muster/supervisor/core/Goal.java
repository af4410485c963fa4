package dev.muster.supervisor.core;

/** What is wanted of a slot, as opposed to the {@link Phase} it is in. */
public enum Goal {
    UP,
    DOWN
}
