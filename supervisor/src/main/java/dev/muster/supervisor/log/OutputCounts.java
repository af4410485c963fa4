package dev.muster.supervisor.log;

/**
 * What a worker's output amounts to since the master began to read it. Immutable. Lines are not counted: that would be a look at each byte.
 *
 * @param bytes bytes read from the worker
 * @param lostBytes bytes read but not stored: the disk was full, or the file was deleted under us
 */
public record OutputCounts(long bytes, long rotations, long lostBytes) {}
