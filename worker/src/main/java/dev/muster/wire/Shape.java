package dev.muster.wire;

import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What reflection says about a record class, asked once per class. Immutable. */
record Shape(Class<?> type, List<Part> parts, Constructor<?> constructor) {

    /** One component of a record. */
    record Part(String name, Type type, Method accessor) {
        @Nullable
        Object of(Object owner) {
            try {
                return accessor.invoke(owner);
            } catch (ReflectiveOperationException e) {
                throw new JsonException("cannot read " + accessor, e);
            }
        }
    }

    private static final ClassValue<Shape> SHAPES = new ClassValue<>() {
        @Override
        protected Shape computeValue(Class<?> type) {
            return inspect(type);
        }
    };

    static Shape of(Class<?> type) {
        return SHAPES.get(type);
    }

    Object create(@Nullable Object[] arguments, String where) {
        try {
            return constructor.newInstance(arguments);
        } catch (InvocationTargetException e) {
            Throwable cause = e.getCause();
            throw new JsonException(
                    where + type.getSimpleName() + ": " + (cause == null ? e : cause.getMessage()), cause);
        } catch (ReflectiveOperationException e) {
            throw new JsonException("cannot create " + type.getName(), e);
        }
    }

    @SuppressWarnings("unchecked") // int.class and Integer.class are both Class<Integer>
    static <T> Class<T> boxed(Class<T> type) {
        if (!type.isPrimitive()) {
            return type;
        }
        return (Class<T>) MethodType.methodType(type).wrap().returnType();
    }

    private static Shape inspect(Class<?> type) {
        RecordComponent[] components = type.getRecordComponents();
        List<Part> parts = new ArrayList<>(components.length);
        Class<?>[] signature = new Class<?>[components.length];
        for (int i = 0; i < components.length; i++) {
            Method accessor = components[i].getAccessor();
            accessor.setAccessible(true);
            parts.add(new Part(components[i].getName(), components[i].getGenericType(), accessor));
            signature[i] = components[i].getType();
        }
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(signature);
            constructor.setAccessible(true);
            return new Shape(type, List.copyOf(parts), constructor);
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException("record without its canonical constructor: " + type, e);
        }
    }
}
