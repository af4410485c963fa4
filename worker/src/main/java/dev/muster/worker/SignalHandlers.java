package dev.muster.worker;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Catches POSIX signals in place of the JVM, whose own answer to TERM is exit code 143 and to HUP death. The JDK offers no
 * other way than sun.misc.Signal (module jdk.unsupported, which is there to stay), and the compiler no way to silence its
 * warning about it: hence reflection, 11 ms, which {@link WorkerMain} spends beside the loading of the service.
 *
 * <p>For the master, and not part of the public interface: it may change with any version.
 */
public final class SignalHandlers {

    private SignalHandlers() {}

    /**
     * Installs handlers for the life of the JVM. Thread-safe.
     *
     * @param actions by the signal's name without SIG; each run on a thread of its own
     * @throws IllegalStateException when the JVM keeps a signal to itself (started with -Xrs)
     */
    public static void install(Map<String, Runnable> actions) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Constructor<?> byName = signal.getConstructor(String.class);
            Method handle = signal.getMethod("handle", signal, handler);
            for (Map.Entry<String, Runnable> action : actions.entrySet()) {
                handle.invoke(null, byName.newInstance(action.getKey()), proxy(handler, action.getValue()));
            }
        } catch (InvocationTargetException e) {
            throw new IllegalStateException("signals cannot be caught (is the JVM started with -Xrs?)", e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this JVM has no sun.misc.Signal", e);
        }
    }

    private static Object proxy(Class<?> handler, Runnable action) {
        return Proxy.newProxyInstance(
                handler.getClassLoader(), new Class<?>[] {handler}, (proxy, method, arguments) -> {
                    if (method.getName().equals("handle")) {
                        action.run();
                        return null;
                    }
                    return ofObject(proxy, method, arguments);
                });
    }

    /** The JVM puts handlers into a map, so a proxy must answer as an object. */
    private static @Nullable Object ofObject(Object proxy, Method method, @Nullable Object @Nullable [] arguments) {
        return switch (method.getName()) {
            case "hashCode" -> System.identityHashCode(proxy);
            case "equals" -> arguments != null && proxy == arguments[0];
            case "toString" -> "muster signal handler";
            default -> throw new IllegalStateException("unexpected call of " + method);
        };
    }
}
