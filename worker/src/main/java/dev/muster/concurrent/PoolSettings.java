package dev.muster.concurrent;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What a pool was built with. Immutable.
 *
 * @param initializer null as a value for none
 * @param maxTasks 0 is any number, as with maxRss in bytes and maxBacklog
 */
record PoolSettings(
        String name,
        int workers,
        RemoteValue initializer,
        int maxTasks,
        long maxRss,
        Optional<Duration> taskTimeout,
        int maxBacklog,
        int retryCrashed,
        List<String> jvmOptions,
        String classPath,
        String fingerprint,
        Consumer<String> output) {}
