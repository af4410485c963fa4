/**
 * Looks into the JVM of a worker by HotSpot's attach mechanism, spoken over its Unix socket: thread dump, heap dump, collection,
 * recording. Runs in the caller's process, as the caller's user; the master never attaches to anybody. Knows nothing of the fleet.
 */
@NullMarked
package dev.muster.supervisor.jvm;

import org.jspecify.annotations.NullMarked;
