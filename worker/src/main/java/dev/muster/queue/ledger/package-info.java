/**
 * The state of a queue's jobs: control file, slots, job words, byte locks, futex, recovery, counts. Files only and no Chronicle,
 * so that the master recovers and counts without loading an engine; it must not know how a job's payload is stored.
 *
 * <pre>
 * queue/control               {@link dev.muster.queue.ledger.ControlFile}: header, hints, 512 {@link dev.muster.queue.ledger.Slot slots}
 * queue/slots.lock            {@link dev.muster.queue.ledger.SlotLocks}: byte i is held while the owner of slot i lives
 * queue/seg-00000007/ledger   {@link dev.muster.queue.ledger.LedgerFile}: a {@link dev.muster.queue.ledger.JobWord word} and a
 *                             {@link dev.muster.queue.ledger.Tally tally} a job
 * queue/seg-00000007/q        the engine's journal
 * queue/tmp-*, trash-*        half made, half deleted
 * </pre>
 *
 * <p>Invariants: a job's state changes by one compare-and-set of its word; only the owner of (slot, delivery) can settle it; a
 * slot's owner is alive exactly while it holds its byte; every hint may be lost or wrong at any moment; every step may be the
 * last one that its process makes.
 *
 * <p>Not part of the public interface: it may change with any version.
 */
@NullMarked
package dev.muster.queue.ledger;

import org.jspecify.annotations.NullMarked;
