package dev.muster.supervisor.control;

import dev.muster.wire.ToWorker;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The processes without a slot that have said so on worker.sock. The kernel's word for the pid of a peer is all that they are known by.
 * Thread-safe.
 */
public final class SpareLinks {
    private final SocketLoop loop;
    private final Map<Integer, Runnable> expected = new ConcurrentHashMap<>();
    private final Map<Integer, WorkerLink> links = new ConcurrentHashMap<>();

    SpareLinks(SocketLoop loop) {
        this.loop = loop;
    }

    /**
     * The master has booted this one.
     *
     * @param ready called when it has said that it waits, perhaps at once, perhaps more than once
     */
    public void expect(int pid, Runnable ready) {
        expected.put(pid, ready);
        if (links.containsKey(pid)) {
            ready.run();
        }
    }

    /** Whether it waits. */
    public boolean isOpen(int pid) {
        return links.containsKey(pid);
    }

    /** Gives it a slot; it is none of ours from then on. */
    public void assign(int pid, ToWorker.Assign assignment) {
        WorkerLink link = links.get(pid);
        forget(pid);
        if (link != null) {
            loop.execute(() -> link.send(assignment));
        }
    }

    /** It has ended. */
    public void forget(int pid) {
        expected.remove(pid);
        links.remove(pid);
    }

    boolean isExpected(int pid) {
        return expected.containsKey(pid);
    }

    void opened(int pid, WorkerLink link) {
        links.put(pid, link);
        @Nullable Runnable ready = expected.get(pid);
        if (ready != null) {
            ready.run();
        }
    }

    void closed(int pid, WorkerLink link) {
        links.remove(pid, link);
    }
}
