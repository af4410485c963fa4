/**
 * The decisions: (state, event, now) to (state, effects). No clock, no IO, no logger, no thread.
 */
@NullMarked
package dev.muster.supervisor.core;

import org.jspecify.annotations.NullMarked;
