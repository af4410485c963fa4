package dev.muster.supervisor.cli;

import dev.muster.queue.JobQueue;
import dev.muster.queue.JobQueues;
import dev.muster.queue.QueueLocation;
import dev.muster.queue.ledger.QueueLedger;
import dev.muster.supervisor.spec.QueueSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;

/** One queue of the configuration and where it lies. Immutable. */
record OneQueue(QueueSpec spec, Path directory) {
    private static final String ROOT = "root";

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
        requireSameUser(true);
        return QueueLedger.open(directory);
    }

    /** The whole queue, made if there is none. */
    JobQueue open() {
        requireSameUser(false);
        return JobQueues.open(name(), spec.address());
    }

    /** Files made by another user, root above all, would be closed to the workers. */
    private void requireSameUser(boolean rootMayToo) {
        try {
            Path place = directory;
            while (Files.notExists(place) && place.getParent() != null) {
                place = place.getParent();
            }
            String owner = Files.getOwner(place).getName();
            String us = System.getProperty("user.name");
            boolean may = owner.equals(us) || (rootMayToo && ROOT.equals(us));
            // Above a queue that is yet to be made there are root's directories sooner or later.
            boolean above = !place.equals(directory) && owner.equals(ROOT);
            if (!may && !above) {
                throw new CommandFailed(
                        Exit.FAILED,
                        "queue " + name() + ": " + place + " belongs to user " + owner + ", and this is user " + us
                                + ": run the command as " + owner + " (sudo -u " + owner + " muster queue ...)");
            }
        } catch (IOException e) {
            throw new CommandFailed(Exit.FAILED, unusable(new UncheckedIOException(e)));
        }
    }

    /** What to say when its files cannot be used. */
    String unusable(UncheckedIOException e) {
        IOException cause = e.getCause();
        if (cause instanceof AccessDeniedException) {
            return "queue " + name() + ": user " + System.getProperty("user.name") + " may not read and write "
                    + cause.getMessage() + ": run the command as the user of the workers";
        }
        return "queue " + name() + ": " + directory + " cannot be used: " + (cause == null ? e : cause);
    }
}
