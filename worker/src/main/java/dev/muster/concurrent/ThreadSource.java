package dev.muster.concurrent;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Named threads: of the platform, and virtual ones where the JVM has them (21 and later). Thread-safe. */
final class ThreadSource {
    /** (prefix, first number) -> ThreadFactory. */
    private static final @Nullable MethodHandle VIRTUAL = findVirtual();

    private ThreadSource() {}

    /** Not daemons, as those of the JDK's executors; without the inheritable thread-locals of whoever happened to submit. */
    static ThreadFactory platform(String name) {
        AtomicLong number = new AtomicLong();
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        return task -> {
            Thread thread = new Thread(null, task, name + "-" + number.incrementAndGet(), 0, false);
            thread.setDaemon(false);
            thread.setContextClassLoader(loader);
            return thread;
        };
    }

    /** Virtual threads, else those of the platform. */
    static ThreadFactory virtual(String name) {
        if (VIRTUAL == null) {
            return platform(name);
        }
        try {
            return (ThreadFactory) VIRTUAL.invokeExact(name + "-", 1L);
        } catch (UnsupportedOperationException e) { // 19 and 20, without --enable-preview
            return platform(name);
        } catch (Throwable e) {
            throw new IllegalStateException("expected virtual threads of Java " + Runtime.version(), e);
        }
    }

    /** {@code Thread.ofVirtual().name(prefix, first).factory()}. */
    private static @Nullable MethodHandle findVirtual() {
        try {
            MethodHandles.Lookup lookup = MethodHandles.publicLookup();
            Class<?> builder = Class.forName("java.lang.Thread$Builder");
            Class<?> ofVirtual = Class.forName("java.lang.Thread$Builder$OfVirtual");
            MethodHandle begin = lookup.findStatic(Thread.class, "ofVirtual", MethodType.methodType(ofVirtual));
            MethodHandle name =
                    lookup.findVirtual(builder, "name", MethodType.methodType(builder, String.class, long.class));
            MethodHandle factory = lookup.findVirtual(builder, "factory", MethodType.methodType(ThreadFactory.class));
            MethodHandle named = MethodHandles.collectArguments(name, 0, begin.asType(MethodType.methodType(builder)));
            return MethodHandles.filterReturnValue(named, factory);
        } catch (ReflectiveOperationException e) {
            return null;
        }
    }
}
