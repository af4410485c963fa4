/**
 * The programs that {@code bench/queue} starts: one JVM a producer or consumer, told over its standard input what to do. The
 * same rounds run against Muster's queue, a bare Chronicle journal, beanstalkd and Redis Streams. Nothing here is used by the
 * product.
 */
@NullMarked
package dev.muster.bench.queue;

import org.jspecify.annotations.NullMarked;
