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

    /** A service, made in each of its lives as a worker makes it: with the context, or without arguments. */
    public static TestWorker of(Class<? extends Service> type) {
        String name = type.getSimpleName().toLowerCase(Locale.ROOT);
        return new TestWorker(name, type, null, Map.of(), Map.of());
    }

    /** A service that the test makes, with what it needs for that; called once in each of its lives. */
    public static TestWorker of(Supplier<? extends Service> supplier) {
        return new TestWorker("worker", null, supplier, Map.of(), Map.of());
    }

    /** A worker that does nothing but handle the jobs of one queue, which is also the name of its role. */
    public static <T> TestWorker handling(String queue, Class<T> type, JobHandler<T> handler) {
        return of(() -> context -> context.handle(queue, type, handler)).withQueue(queue, queue);
    }

    /** The service's name; its workers are called {@code name.1} and so on. Else that of its class in small letters, or {@code worker}. */
    public TestWorker withName(String name) {
        return new TestWorker(name, type, supplier, settings, queues);
    }

    /** Its settings, as in the configuration: {@code Map.of("interval", "1s")}. Sections are maps. */
    public TestWorker withSettings(Map<String, ? extends @Nullable Object> values) {
        return new TestWorker(service, type, supplier, values, queues);
    }

    /** One role more, and the queue behind it. */
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
