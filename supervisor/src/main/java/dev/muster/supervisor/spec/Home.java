package dev.muster.supervisor.spec;

import java.nio.file.Path;

/**
 * Where a master keeps its things. Immutable; absolute paths.
 *
 * @param config the configuration file
 * @param state queues, results, desired state; survives a reboot
 * @param run sockets and FIFOs; does not
 * @param logs one file per worker and the master's own
 * @param install the distribution ({@code lib/}, {@code examples/})
 */
public record Home(Path config, Path state, Path run, Path logs, Path install) {

    public Path queues() {
        return state.resolve("queues");
    }

    /** The shared lists of the workers. */
    public Path results() {
        return state.resolve("results");
    }

    /** What happened. */
    public Path events() {
        return state.resolve("events");
    }

    /** How workers died. */
    public Path history() {
        return state.resolve("history");
    }

    /** Of the classes of workers' JVMs. */
    public Path archives() {
        return state.resolve("archives");
    }

    public Path controlSocket() {
        return run.resolve("control.sock");
    }

    public Path workerSocket() {
        return run.resolve("worker.sock");
    }

    public Path notifySocket() {
        return run.resolve("notify.sock");
    }
}
