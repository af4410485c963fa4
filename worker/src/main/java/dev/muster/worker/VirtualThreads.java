package dev.muster.worker;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A thread a task: virtual where the JVM has such threads (21 and later), else one of the platform. Thread-safe. */
final class VirtualThreads {

    /** (prefix, first number) -> ThreadFactory; null in an older JVM. */
    private static final @Nullable MethodHandle FACTORY = find();

    /** Thread -> boolean; null in an older JVM. */
    private static final @Nullable MethodHandle IS_VIRTUAL = findIsVirtual();

    private VirtualThreads() {}

    static boolean isOne(Thread thread) {
        if (IS_VIRTUAL == null) {
            return false;
        }
        try {
            return (boolean) IS_VIRTUAL.invokeExact(thread);
        } catch (Throwable e) {
            throw new IllegalStateException("expected Thread.isVirtual() of Java " + Runtime.version(), e);
        }
    }

    private static @Nullable MethodHandle findIsVirtual() {
        try {
            return MethodHandles.publicLookup()
                    .findVirtual(Thread.class, "isVirtual", MethodType.methodType(boolean.class));
        } catch (ReflectiveOperationException e) {
            return null;
        }
    }

    /** Runs each task on a new thread, whose name is the prefix and a number. */
    static Executor each(String prefix) {
        ThreadFactory threads = factory(prefix);
        return task -> threads.newThread(task).start();
    }

    private static ThreadFactory factory(String prefix) {
        if (FACTORY != null) {
            try {
                return (ThreadFactory) FACTORY.invokeExact(prefix, 1L);
            } catch (UnsupportedOperationException e) {
                return platform(prefix); // 19 and 20, without --enable-preview
            } catch (Throwable e) {
                throw new IllegalStateException("expected the virtual threads of Java " + Runtime.version(), e);
            }
        }
        return platform(prefix);
    }

    private static ThreadFactory platform(String prefix) {
        AtomicLong number = new AtomicLong();
        return task -> {
            Thread thread = new Thread(task, prefix + number.incrementAndGet());
            thread.setDaemon(true); // as virtual ones are; the thread that claims is not
            return thread;
        };
    }

    /** {@code Thread.ofVirtual().name(prefix, first).factory()}. */
    private static @Nullable MethodHandle find() {
        try {
            MethodHandles.Lookup lookup = MethodHandles.publicLookup();
            Class<?> builder = Class.forName("java.lang.Thread$Builder");
            Class<?> virtual = Class.forName("java.lang.Thread$Builder$OfVirtual");
            MethodHandle begin = lookup.findStatic(Thread.class, "ofVirtual", MethodType.methodType(virtual))
                    .asType(MethodType.methodType(builder));
            MethodHandle name =
                    lookup.findVirtual(builder, "name", MethodType.methodType(builder, String.class, long.class));
            MethodHandle make = lookup.findVirtual(builder, "factory", MethodType.methodType(ThreadFactory.class));
            return MethodHandles.filterReturnValue(MethodHandles.collectArguments(name, 0, begin), make);
        } catch (ReflectiveOperationException e) {
            return null;
        }
    }
}
