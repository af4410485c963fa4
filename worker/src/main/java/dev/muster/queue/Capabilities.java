package dev.muster.queue;

/** What an engine can do. Immutable. */
public record Capabilities(boolean delays, boolean deadLetters, boolean exactBacklog) {}
