package dev.muster.worker;

import dev.muster.queue.Job;
import dev.muster.wire.JsonException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which handler does which jobs of a queue, by the name that a job was put with. A job whose handler is not among them is put aside
 * as dead, to be tried again once a worker knows it. Immutable.
 */
public final class Handlers {

    private record Typed<T>(Class<T> type, JobHandler<T> handler) {

        Outcome handle(Job job, JobContext context) throws Exception {
            T payload;
            try {
                payload = Payloads.value(job, type);
            } catch (JsonException e) {
                return new Outcome.Bury(Payloads.unreadable(e), e);
            }
            return handler.handle(payload, context);
        }
    }

    private static final Handlers NONE = new Handlers(Map.of());

    private final Map<String, Typed<?>> byName;

    private Handlers(Map<String, Typed<?>> byName) {
        this.byName = byName;
    }

    /**
     * One handler, for the jobs that were put without a name.
     *
     * @param <T> what its jobs carry
     * @param type of the payload, see {@link WorkerContext#queue}; one that cannot be read as that is put aside as dead
     * @param handler called for each of the jobs
     * @return may be added to by {@link #and}
     */
    public static <T> Handlers only(Class<T> type, JobHandler<T> handler) {
        return of("", type, handler);
    }

    /**
     * A handler for the jobs that were put with a name, see {@link PutOptions#withType}.
     *
     * @param <T> what its jobs carry
     * @param name as the jobs have it; empty for those without one
     * @param type of the payload, see {@link WorkerContext#queue}; one that cannot be read as that is put aside as dead
     * @param handler called for each of the jobs
     * @return may be added to by {@link #and}
     */
    public static <T> Handlers of(String name, Class<T> type, JobHandler<T> handler) {
        return NONE.and(name, type, handler);
    }

    /**
     * One more.
     *
     * @param <T> what its jobs carry
     * @param name as the jobs have it; empty for those without one
     * @param type of the payload, see {@link WorkerContext#queue}; one that cannot be read as that is put aside as dead
     * @param handler called for each of the jobs
     * @return all of these and the new one
     * @throws IllegalArgumentException when there is one with the name
     */
    public <T> Handlers and(String name, Class<T> type, JobHandler<T> handler) {
        Map<String, Typed<?>> more = new LinkedHashMap<>(byName);
        if (more.put(name, new Typed<>(type, handler)) != null) {
            throw new IllegalArgumentException("two handlers for \"" + name + "\"");
        }
        return new Handlers(more);
    }

    @Nullable
    Outcome handle(Job job, JobContext context) throws Exception {
        Typed<?> known = byName.get(job.type());
        return known == null ? Outcome.bury("no handler for \"" + job.type() + "\"") : known.handle(job, context);
    }
}
