package dev.muster.testing;

import dev.muster.worker.JobHandler;
import dev.muster.worker.Service;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A worker as the configuration would describe it: {@code TestWorker.of(Printer.class).withQueue("in", "numbers")}. It is started by {@link
 * InlineMuster#start}. Immutable.
 */
public final class TestWorker {

    private final String service;
    private final @Nullable Class<? extends Service> type;
    private final @Nullable Supplier<? extends Service> supplier;
    private final Map<String, @Nullable Object> settings;
    private final Map<String, String> queues;

    private TestWorker(
            String service,
            @Nullable Class<? extends Service> type,
            @Nullable Supplier<? extends Service> supplier,
            Map<String, ? extends @Nullable Object> settings,
            Map<String, String> queues) {
        this.service = service;
        this.type = type;
        this.supplier = supplier;
        this.settings = new LinkedHashMap<>(settings);
        this.queues = Map.copyOf(queues);
    }

    /**
     * A service, made in each of its lives as a worker makes it: with the context, or without arguments.
     *
     * @param type named after it in small letters, unless {@link #withName} says otherwise
     * @return without settings and queues
     */
    public static TestWorker of(Class<? extends Service> type) {
        String name = type.getSimpleName().toLowerCase(Locale.ROOT);
        return new TestWorker(name, type, null, Map.of(), Map.of());
    }

    /**
     * A service that the test makes, with what it needs for that.
     *
     * @param supplier called once in each of its lives
     * @return named {@code worker}, without settings and queues
     */
    public static TestWorker of(Supplier<? extends Service> supplier) {
        return new TestWorker("worker", null, supplier, Map.of(), Map.of());
    }

    /**
     * A worker that does nothing but handle the jobs of one queue.
     *
     * @param <T> what its jobs carry
     * @param queue its name, and that of its role
     * @param type of the payload, see {@link dev.muster.worker.WorkerContext#queue}
     * @param handler called for each job
     * @return named {@code worker}, without settings
     */
    public static <T> TestWorker handling(String queue, Class<T> type, JobHandler<T> handler) {
        return of(() -> context -> context.handle(queue, type, handler)).withQueue(queue, queue);
    }

    /**
     * The same as a worker of another service.
     *
     * @param name its workers are called {@code name.1} and so on
     * @return a copy
     */
    public TestWorker withName(String name) {
        return new TestWorker(name, type, supplier, settings, queues);
    }

    /**
     * The same with settings, as the configuration has them.
     *
     * @param values all of them, such as {@code Map.of("interval", "1s")}; sections are maps
     * @return a copy
     */
    public TestWorker withSettings(Map<String, ? extends @Nullable Object> values) {
        return new TestWorker(service, type, supplier, values, queues);
    }

    /**
     * The same with one role more, and the queue behind it.
     *
     * @param role as the service asks for it
     * @param queue its name
     * @return a copy
     */
    public TestWorker withQueue(String role, String queue) {
        Map<String, String> more = new LinkedHashMap<>(queues);
        more.put(role, queue);
        return new TestWorker(service, type, supplier, settings, more);
    }

    String service() {
        return service;
    }

    Map<String, @Nullable Object> settings() {
        return settings;
    }

    Map<String, String> queues() {
        return queues;
    }

    Service make(dev.muster.worker.InlineWorker worker) throws Exception {
        if (type != null) {
            return worker.construct(type);
        }
        if (supplier == null) {
            throw new IllegalStateException("neither a class nor a supplier: " + service);
        }
        return supplier.get();
    }
}
