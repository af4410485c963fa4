package dev.muster.acceptance;

import dev.muster.wire.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What {@code muster status --json} prints, as far as the issue promises it. Immutable. */
record Status(String fleet, Master master, List<Worker> workers, List<Queue> queues, @Nullable List<Spares> spares) {

    record Master(int pid, String phase, long uptimeMs) {}

    record Worker(
            String id,
            String service,
            int slot,
            int incarnation,
            String goal,
            String phase,
            @Nullable Integer pid,
            @Nullable Long uptimeMs,
            int restarts,
            String reason,
            @Nullable LastExit lastExit,
            @Nullable String notReady) {

        boolean isReady() {
            return phase.equals("READY");
        }

        Proc process() {
            if (pid == null) {
                throw new AssertionError(id + " has no process: " + phase + ", " + reason);
            }
            return Proc.of(pid);
        }
    }

    record Spares(String service, int wanted, int ready, List<Spare> spares) {}

    /** @param pid none in the moment before it is known */
    record Spare(@Nullable Integer pid, String phase) {

        /** One that waits for a slot. */
        Optional<Proc> ready() {
            return pid != null && phase.equals("READY") ? Proc.find(pid) : Optional.empty();
        }
    }

    record LastExit(@Nullable Integer code, @Nullable String signal, String at) {}

    record Queue(String name, long ready, long delayed, long running, long dead, long done, long oldestReadyMs) {

        boolean isDrained() {
            return ready + delayed + running == 0;
        }
    }

    static Status parse(String json) {
        return Json.read(json, Status.class);
    }

    Worker worker(String id) {
        return workers.stream()
                .filter(worker -> worker.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no worker " + id + " in " + workers));
    }

    Queue queue(String name) {
        return queues.stream()
                .filter(queue -> queue.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no queue " + name + " in " + queues));
    }

    long ready() {
        return workers.stream().filter(Worker::isReady).count();
    }

    List<String> ids() {
        return workers.stream().map(Worker::id).sorted().toList();
    }

    Map<String, Proc> processes() {
        return workers.stream()
                .filter(worker -> worker.pid() != null)
                .flatMap(worker -> Proc.find(worker.process().pid()).stream().map(proc -> Map.entry(worker.id(), proc)))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    Map<String, Worker> byId() {
        return workers.stream().collect(Collectors.toMap(Worker::id, Function.identity()));
    }
}
