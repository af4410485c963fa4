/**
 * The workers of {@code bench/rolling}: one puts numbers with the time, others tell how long each waited to be picked up.
 */
@NullMarked
package dev.muster.bench.rolling;

import org.jspecify.annotations.NullMarked;
