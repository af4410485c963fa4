package dev.muster.concurrent;

import java.io.IOException;
import java.io.NotSerializableException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Runs the tasks of a member, one after the other, on the thread that calls {@link #run}. What is done is in the shared memory
 * before the next task begins, so that a kill at any moment costs one task.
 */
final class MemberTasks {
    private final PoolMemory memory;
    private final ResidentSize size;
    private final ClassLoader loader = MemberTasks.class.getClassLoader(); // not the system's in a jar of jars
    private final Map<Integer, Object> functions = new HashMap<>();
    private final Object gate = new Object();
    /** Under the gate: which task may be interrupted, and which are not to begin. */
    private long current;

    private final Set<Long> unwanted = new HashSet<>();
    private @Nullable Thread runner;

    /** @param maxRss bytes; 0 is any */
    MemberTasks(PoolMemory memory, long maxRss) {
        this.memory = memory;
        this.size = new ResidentSize(maxRss);
    }

    /** Until the pool says EXIT, or is gone. */
    void run(MemberChannel channel) throws IOException {
        synchronized (gate) {
            runner = Thread.currentThread();
        }
        for (ByteBuffer frame = channel.next(); frame != null; frame = channel.next()) {
            byte type = frame.get();
            switch (type) {
                case Frames.RUN -> task(channel, frame);
                case Frames.DEFINE -> functions.put(frame.getInt(), define(frame));
                case Frames.FORGET -> functions.clear();
                case Frames.RESUME -> memory.resume();
                case Frames.INITIALIZE -> initialize(channel, frame);
                case Frames.EXIT -> {
                    return;
                }
                default -> throw new IOException("unknown frame " + type);
            }
        }
    }

    /** Interrupts the task if it runs, and skips it if it has not begun. Any thread. */
    void cancel(long sequence) {
        synchronized (gate) {
            if (current == sequence && runner != null) {
                runner.interrupt();
            } else {
                unwanted.add(sequence);
            }
        }
    }

    private void initialize(MemberChannel channel, ByteBuffer frame) throws IOException {
        Throwable failure = null;
        try {
            Object initializer = read(frame);
            if (initializer != null) {
                call(initializer, null);
            }
        } catch (Throwable e) {
            failure = e;
        }
        channel.send(
                failure == null
                        ? Frames.of(Frames.READY)
                        : Frames.of(
                                Frames.INITIALIZER_FAILED,
                                RemoteValue.ofFailure(failure).bytes()));
        channel.wakePool();
    }

    /** A function, or why there is none: the tasks that want it fail by that. */
    private Object define(ByteBuffer frame) {
        byte how = frame.get();
        try {
            if (how == Frames.BY_NAME) {
                String name = StandardCharsets.UTF_8.decode(frame).toString();
                return Class.forName(name, true, loader).getConstructor().newInstance();
            }
            Object function = read(frame);
            return function == null ? new Undefined(new IOException("no function")) : function;
        } catch (Exception | LinkageError e) {
            return new Undefined(e);
        }
    }

    private void task(MemberChannel channel, ByteBuffer frame) throws IOException {
        if (!memory.claim()) {
            return;
        }
        long sequence = frame.getLong();
        if (!begins(sequence)) {
            channel.send(Frames.result(sequence, Frames.CANCELLED, 0, new byte[0]));
            channel.wakePool();
            return;
        }
        long began = System.nanoTime();
        memory.begin(sequence, began);
        byte how = Frames.VALUE;
        RemoteValue value;
        boolean worn = false;
        try {
            int function = frame.getInt();
            Object argument = read(frame);
            value = value(
                    function == Frames.ITSELF && argument != null
                            ? call(argument, null)
                            : call(functions.get(function), argument));
        } catch (Throwable e) {
            how = Frames.FAILURE;
            worn = e instanceof VirtualMachineError && !(e instanceof StackOverflowError);
            value = RemoteValue.ofFailure(e);
        }
        synchronized (gate) {
            current = 0;
            Thread.interrupted(); // it was the task's, and would close the channels
        }
        long took = System.nanoTime() - began;
        channel.send(Frames.result(sequence, how, took, value.bytes()));
        memory.end();
        if (worn || size.isTooLarge(began + took)) {
            channel.send(Frames.of(Frames.WORN));
        }
        channel.wakePool();
    }

    private boolean begins(long sequence) {
        synchronized (gate) {
            if (!unwanted.isEmpty()) {
                boolean skip = unwanted.contains(sequence);
                unwanted.removeIf(other -> other <= sequence);
                if (skip) {
                    return false;
                }
            }
            current = sequence;
            return true;
        }
    }

    private @Nullable Object read(ByteBuffer frame) throws IOException, ClassNotFoundException {
        return RemoteValue.read(frame, loader);
    }

    private static RemoteValue value(@Nullable Object result) throws IOException {
        try {
            return RemoteValue.of(result);
        } catch (NotSerializableException e) {
            throw new TaskFailedException("the result cannot be sent back: " + e.getMessage() + " is not Serializable");
        }
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // whether null may come is between the function and who sends it
    private static @Nullable Object call(@Nullable Object function, @Nullable Object argument) throws Exception {
        if (function instanceof RemoteFunction) {
            return ((RemoteFunction<Object, Object>) function).apply(argument);
        }
        if (function instanceof Callable<?> callable) {
            return callable.call();
        }
        if (function instanceof Runnable runnable) {
            runnable.run();
            return null;
        }
        if (function instanceof Undefined undefined) {
            throw new TaskFailedException("the function cannot be read in the member: " + undefined.reason);
        }
        throw new TaskFailedException("not a task: " + function);
    }

    private record Undefined(Throwable reason) {}
}
