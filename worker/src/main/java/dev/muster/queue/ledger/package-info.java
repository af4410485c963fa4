/**
 * Control file, slots, job words, futex, recovery, counts: files only, no Chronicle, so that the master can use it.
 */
@NullMarked
package dev.muster.queue.ledger;

import org.jspecify.annotations.NullMarked;
