/**
 * A worker's life: {@link dev.muster.worker.Service}, what it may ask of its {@link dev.muster.worker.WorkerContext context}, how it handles
 * jobs ({@link dev.muster.worker.JobHandler}, {@link dev.muster.worker.Outcome}), and {@link dev.muster.worker.Muster#join} for programs with a
 * main of their own.
 */
@NullMarked
package dev.muster.worker;

import org.jspecify.annotations.NullMarked;
