/**
 * Work that goes on beside jobs: periodic tasks and their watchers, executors with statistics, pools of processes. Knows neither the queue nor
 * the lifecycle of a worker, so that any program can use it.
 */
@NullMarked
package dev.muster.concurrent;

import org.jspecify.annotations.NullMarked;
