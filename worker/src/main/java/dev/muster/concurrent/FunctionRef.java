package dev.muster.concurrent;

import java.io.IOException;
import java.io.NotSerializableException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A function that a member is told once and then knows by its number. Immutable.
 *
 * @param definition the frame that tells it; empty for {@link Frames#ITSELF}
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares them
record FunctionRef(int id, byte[] definition, boolean lambda) {
    private static final FunctionRef ITSELF = new FunctionRef(Frames.ITSELF, new byte[0], false);

    /** Whether a class has no state, so that one object of it is as good as any other. */
    private static final ClassValue<Boolean> STATELESS = new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
            for (Class<?> part = type; part != null; part = part.getSuperclass()) {
                for (Field field : part.getDeclaredFields()) {
                    if (!Modifier.isStatic(field.getModifiers())) {
                        return false;
                    }
                }
            }
            return true;
        }
    };

    /** The functions of a pool. Thread-safe. */
    static final class Register {
        private final AtomicInteger last = new AtomicInteger();
        private final Map<Class<?>, FunctionRef> stateless = new ConcurrentHashMap<>();

        /** @throws IllegalArgumentException when it cannot be sent */
        FunctionRef of(Object function) {
            if (function instanceof NamedFunction) {
                int id = last.incrementAndGet();
                return new FunctionRef(
                        id, Frames.define(id, Frames.BY_NAME, ((NamedFunction<?, ?>) function).name()), false);
            }
            if (!STATELESS.get(function.getClass())) {
                return define(function);
            }
            FunctionRef known = stateless.get(function.getClass());
            if (known == null) {
                known = define(function);
                stateless.put(function.getClass(), known);
            }
            return known;
        }

        /** A task that is not worth a definition: only this once. */
        Sent task(Object task) {
            return STATELESS.get(task.getClass())
                    ? new Sent(of(task), encode(null, "no argument"))
                    : new Sent(ITSELF, encode(task, "the task"));
        }

        private FunctionRef define(Object function) {
            int id = last.incrementAndGet();
            RemoteValue value = encode(function, "the function");
            return new FunctionRef(id, Frames.define(id, Frames.BY_VALUE, value.bytes()), value.lambda());
        }
    }

    /** What a member gets for a task. */
    record Sent(FunctionRef function, RemoteValue argument) {}

    /** @throws IllegalArgumentException when it cannot be sent, naming the class that is in the way */
    static RemoteValue encode(@org.jspecify.annotations.Nullable Object value, String what) {
        try {
            return RemoteValue.of(value);
        } catch (NotSerializableException e) {
            throw new IllegalArgumentException(
                    what + " cannot be sent to another process: " + e.getMessage()
                            + " is not Serializable (a lambda is where a RemoteCallable, RemoteRunnable or RemoteFunction is expected;"
                            + " it must not use anything that is not, such as a field of an object that is not)",
                    e);
        } catch (IOException e) {
            throw new IllegalArgumentException(what + " cannot be sent to another process: " + e, e);
        }
    }
}
