package dev.muster.concurrent;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Settings of a {@link ProcessPool}. Every one may be left out. One thread. */
public final class ProcessPoolBuilder {
    private static final AtomicInteger POOLS = new AtomicInteger();

    private String name = "muster-pool-" + POOLS.incrementAndGet();
    private int workers = Runtime.getRuntime().availableProcessors();
    private @Nullable RemoteRunnable initializer;
    private int maxTasks;
    private long maxRss;
    private Optional<Duration> taskTimeout = Optional.empty();
    private int maxBacklog;
    private int retryCrashed;
    private List<String> jvmOptions = List.of();
    private String classPath = ClassPath.ofThisJvm();
    private Consumer<String> output = System.err::println;

    ProcessPoolBuilder() {}

    /**
     * The name of the pool in messages and of its threads; members are numbered: {@code resize-3}.
     *
     * @param value the default is {@code muster-pool-N}
     * @return this
     */
    public ProcessPoolBuilder name(String value) {
        name = value;
        return this;
    }

    /**
     * How many JVMs; the default is the number of CPUs.
     *
     * @param count at least 1
     * @return this
     * @throws IllegalArgumentException when it is less than 1
     */
    public ProcessPoolBuilder workers(int count) {
        workers = atLeastOne("workers", count);
        return this;
    }

    /**
     * Runs first in each member. If it throws, the member is not used and another one is started; when that fails three times in a row, the
     * pool stops, and all that waits fails with a {@link PoolBrokenException} that has the exception as its cause.
     *
     * @param task runs once in each member's life
     * @return this
     */
    public ProcessPoolBuilder initializer(RemoteRunnable task) {
        initializer = task;
        return this;
    }

    /**
     * Replaces a member after so many tasks; the items of a map count one each. The default is never.
     *
     * @param count at least 1
     * @return this
     * @throws IllegalArgumentException when it is less than 1
     */
    public ProcessPoolBuilder maxTasksPerWorker(int count) {
        maxTasks = atLeastOne("maxTasksPerWorker", count);
        return this;
    }

    /**
     * Replaces a member, after the task that it runs, once it has more than so many bytes of memory (RSS). The default is never.
     *
     * @param bytes at least 1
     * @return this
     * @throws IllegalArgumentException when it is less than 1
     */
    public ProcessPoolBuilder maxRss(long bytes) {
        maxRss = atLeastOne("maxRss", bytes);
        return this;
    }

    /**
     * How long a task may run. Then its thread is interrupted, and a second later its JVM is killed and replaced; its future fails with a
     * {@link java.util.concurrent.TimeoutException} either way. The default is for ever.
     *
     * @param limit more than zero
     * @return this
     * @throws IllegalArgumentException when it is not
     */
    public ProcessPoolBuilder taskTimeout(Duration limit) {
        atLeastOne("taskTimeout", limit.toNanos());
        taskTimeout = Optional.of(limit);
        return this;
    }

    /**
     * How many tasks that were submitted one by one may wait; more are rejected. Those that run do not count. The default is any number.
     *
     * @param count at least 1
     * @return this
     * @throws IllegalArgumentException when it is less than 1
     */
    public ProcessPoolBuilder maxBacklog(int count) {
        maxBacklog = atLeastOne("maxBacklog", count);
        return this;
    }

    /**
     * How often a task is tried again whose JVM died while it ran. The default is 0: it may have done half of its work.
     *
     * @param times at least 0
     * @return this
     * @throws IllegalArgumentException when it is negative
     */
    public ProcessPoolBuilder retryCrashed(int times) {
        if (times < 0) {
            throw new IllegalArgumentException("retryCrashed: " + times + " is negative");
        }
        retryCrashed = times;
        return this;
    }

    /**
     * Options of the members' JVMs, such as {@code -Xmx512m}. They are added to: the serial collector, unless one is chosen here, and heaps
     * that may take three quarters of the memory together, and a quarter each, at most.
     *
     * @param options one option each; they replace those of an earlier call
     * @return this
     */
    public ProcessPoolBuilder jvmOptions(String... options) {
        jvmOptions = List.of(options);
        return this;
    }

    /**
     * Another class path than this JVM's; it has to contain Muster. Lambdas are refused then, see {@link RemoteFunction#named}.
     *
     * @param value as {@code java -cp} takes it
     * @return this
     */
    public ProcessPoolBuilder classPath(String value) {
        classPath = value;
        return this;
    }

    /**
     * Where the lines go that members print, on stdout and stderr, with the member's name in front; the default is System.err.
     *
     * @param lines called with a line without its end, on threads of the pool, also of several members at a time
     * @return this
     */
    public ProcessPoolBuilder output(Consumer<String> lines) {
        output = lines;
        return this;
    }

    /**
     * Starts the members and does not wait for them.
     *
     * @return to be closed
     * @throws IllegalArgumentException when the initializer cannot be sent
     */
    public ProcessPool build() {
        return new ProcessPool(new PoolSettings(
                name,
                workers,
                FunctionRef.encode(initializer, "the initializer"),
                maxTasks,
                maxRss,
                taskTimeout,
                maxBacklog,
                retryCrashed,
                jvmOptions,
                classPath,
                ClassPath.ofThisBuild(),
                output));
    }

    private static int atLeastOne(String what, int value) {
        return (int) atLeastOne(what, (long) value);
    }

    private static long atLeastOne(String what, long value) {
        if (value < 1) {
            throw new IllegalArgumentException(what + ": " + value + " is less than 1");
        }
        return value;
    }
}
