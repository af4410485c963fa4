package dev.muster.supervisor.event;

import dev.muster.supervisor.spec.WorkerId;
import java.time.Instant;
import java.util.List;

/** What a worker wrote last. May read files. Thread-safe. */
public interface LastWords {

    /** The lines of that time, oldest first; the caller takes the last of them. */
    List<String> between(WorkerId worker, Instant from, Instant until);
}
