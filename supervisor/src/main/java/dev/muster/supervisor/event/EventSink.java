package dev.muster.supervisor.event;

import java.io.IOException;
import java.util.List;

/** Where entries go to stay. May block and may fail: whoever calls it has a thread of its own for that. One thread. */
interface EventSink extends AutoCloseable {

    /** Stores whole entries in their order. */
    void append(List<Event> events) throws IOException;

    @Override
    void close() throws IOException;
}
