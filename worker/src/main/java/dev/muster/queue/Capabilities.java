package dev.muster.queue;

/**
 * What an engine can do. Immutable.
 *
 * @param delays whether a job may stay hidden for a while, see {@link Job#delay}
 * @param deadLetters whether {@link JobQueue#deadLetters} keeps what was put aside
 * @param exactBacklog whether {@link QueueStats#backlog} is exact at any moment
 */
public record Capabilities(boolean delays, boolean deadLetters, boolean exactBacklog) {}
