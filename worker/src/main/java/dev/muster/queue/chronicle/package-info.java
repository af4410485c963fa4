/**
 * The embedded engine on Chronicle Queue; the only package that imports net.openhft. A producer stages a job's word, publishes
 * the document, marks the word ({@code Enqueuer}); a consumer walks the journal once and claims words ({@code Walker}), looks back
 * when a hint says so ({@code Sweeper}), sleeps on a futex ({@code IdleWait}). Who may do what is decided by
 * {@link dev.muster.queue.ledger} alone; Chronicle only keeps the bytes and their order.
 *
 * <p>Not part of the public interface: it may change with any version.
 */
@NullMarked
package dev.muster.queue.chronicle;

import org.jspecify.annotations.NullMarked;
