/**
 * The job queue as a program sees it: interfaces and records, no engine. {@link dev.muster.queue.JobQueues#open} opens one from any program; a
 * worker gets its queues, with payloads of its own types, from its context.
 */
@NullMarked
package dev.muster.queue;

import org.jspecify.annotations.NullMarked;
