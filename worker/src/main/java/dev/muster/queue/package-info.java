/**
 * The job queue as a program sees it: interfaces and records, no engine.
 */
@NullMarked
package dev.muster.queue;

import org.jspecify.annotations.NullMarked;
