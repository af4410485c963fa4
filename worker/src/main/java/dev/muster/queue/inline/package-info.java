/**
 * Queues in the heap of one process, for tests: what the inline mode of {@code muster-testing} runs on. The contract is that of every engine
 * but for durability: nothing survives the process. Time, waiting and the death of workers are its host's.
 *
 * <p>Not part of the public interface: it may change with any version.
 */
@NullMarked
package dev.muster.queue.inline;

import org.jspecify.annotations.NullMarked;
