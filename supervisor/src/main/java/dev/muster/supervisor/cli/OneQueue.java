package dev.muster.supervisor.cli;

import dev.muster.queue.JobQueue;
import dev.muster.queue.JobQueues;
import dev.muster.queue.QueueLocation;
import dev.muster.queue.ledger.QueueLedger;
import dev.muster.supervisor.spec.QueueSpec;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** One queue of the configuration and where it lies. Immutable. */
record OneQueue(QueueSpec spec, Path directory) {
    static OneQueue of(QueueSpec spec) {
        return new OneQueue(spec, Path.of(QueueLocation.of(spec.url()).path()).normalize());
    }

    String name() {
        return spec.name();
    }

    /** Nothing has ever been put into a queue that does not exist; looking for something must not make it. */
    boolean exists() {
        return Files.exists(directory);
    }

    /** Its counts and its pause, without the engine: a tenth of the time. */
    QueueLedger ledger() {
        FilesOwner.require("queue " + name(), "queue", directory, true);
        return QueueLedger.open(directory);
    }

    /** The whole queue, made if there is none. */
    JobQueue open() {
        FilesOwner.require("queue " + name(), "queue", directory, false);
        return JobQueues.open(name(), spec.address());
    }

    /** What to say when its files cannot be used. */
    String unusable(UncheckedIOException e) {
        return FilesOwner.unusable("queue " + name(), directory, e);
    }
}
