/**
 * Asks workers from outside how they are: start, readiness and liveness probes, watchdogs, stalled workers. Follows snapshots and posts
 * what it finds; it decides nothing, signals no worker and holds up nobody.
 */
@NullMarked
package dev.muster.supervisor.probe;

import org.jspecify.annotations.NullMarked;
