/**
 * What {@code bench/pool} asks of Muster's pool, a program for each question.
 */
@NullMarked
package dev.muster.bench.pool;

import org.jspecify.annotations.NullMarked;
