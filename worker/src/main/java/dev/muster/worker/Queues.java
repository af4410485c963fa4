package dev.muster.worker;

import dev.muster.queue.Consumer;
import dev.muster.queue.Job;
import dev.muster.queue.JobQueues;
import dev.muster.queue.RetryPolicy;
import dev.muster.queue.RunLimit;
import dev.muster.wire.FromWorker;
import dev.muster.wire.JobCounters;
import dev.muster.wire.QueueAddress;
import dev.muster.wire.RoleCounters;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** The queues of this worker by role. Nothing of an engine is loaded before the first is asked for. Thread-safe. */
final class Queues {
    private static final String BY_HAND =
            "the variable MUSTER_QUEUES={\"%s\":{\"name\":\"NAME\",\"url\":\"chronicle:DIRECTORY\"}}";

    private final String worker;
    private final Map<String, QueueAddress> addresses;
    private final Map<String, RoleQueue> open = new ConcurrentHashMap<>();
    private final List<LiveQueue<?>> handedOut = new CopyOnWriteArrayList<>();
    private final StopSignal stop;
    private final Runnable ready;
    private final java.util.function.Consumer<String> starting;
    private final InHand inHand = new InHand();
    private final RunWatch watch = new RunWatch(this);

    Queues(
            String worker,
            Map<String, QueueAddress> addresses,
            StopSignal stop,
            Runnable ready,
            java.util.function.Consumer<String> starting) {
        this.worker = worker;
        this.addresses = addresses;
        this.stop = stop;
        this.ready = ready;
        this.starting = starting;
    }

    <T> LiveQueue<T> queue(String role, Class<T> type) {
        RoleQueue queue = role(role);
        return handOut(queue, type, queue.limit);
    }

    /**
     * For the jobs that a handler takes.
     *
     * @throws IllegalArgumentException when its time limit is longer than the queue's
     */
    LiveQueue<Job> handled(String role, HandlerOptions options) {
        RoleQueue queue = role(role);
        return handOut(queue, Job.class, queue.limitFor(options));
    }

    private <T> LiveQueue<T> handOut(RoleQueue queue, Class<T> type, Optional<RunLimit> limit) {
        LiveQueue<T> live = new LiveQueue<>(this, queue, type, limit);
        handedOut.add(live);
        return live;
    }

    private RoleQueue role(String role) {
        QueueAddress address = addresses.get(role);
        if (address == null) {
            throw new IllegalArgumentException(worker + ": no queue for the role " + role + " (roles of this service: "
                    + (addresses.isEmpty() ? "none" : String.join(", ", new TreeMap<>(addresses).keySet()))
                    + "); set queues." + role + " in the service's section"
                    + (addresses.isEmpty() ? ", or without a master " + BY_HAND.formatted(role) : ""));
        }
        if (address.url().startsWith("inline:") && !stop.inTest()) {
            throw new IllegalArgumentException(worker + ": queue " + address.name() + ": " + address.url()
                    + " is for tests: every worker would have a queue of its own, and lose it with its process");
        }
        return open.computeIfAbsent(role, r -> {
            RoleQueue opened = new RoleQueue(
                    address.name(),
                    JobQueues.open(
                            address.name(), address.url(), () -> starting.accept("opening queue " + address.name())),
                    RetryPolicy.of(address.url()),
                    RunLimit.of(address.url()),
                    RunLimit.grace(address.url()));
            if (!stop.inTest()) { // in the end it would end the process, which is not ours there
                opened.queue.onCancel(watch::cancelled);
            }
            return opened;
        });
    }

    /** Those that may be in hand, and some that were. Any thread. */
    List<LiveLease<?>> held() {
        List<LiveLease<?>> held = new ArrayList<>();
        handedOut.forEach(queue -> queue.addHeld(held));
        return held;
    }

    /** No more claims; whoever waits for one is woken. */
    void quiet() {
        stop.beQuiet();
        open.values().forEach(RoleQueue::quiet);
    }

    /** What these do not hold was interrupted, should the process end now. */
    void drainAllBut(Set<Consumer> consumers) {
        open.values().forEach(role -> role.drainAllBut(consumers));
    }

    /** Gives back what the calling thread has claimed and not settled, and its claim slots. It takes no more. */
    void closeThoseOf(Thread caller) {
        for (LiveQueue<?> queue : handedOut) {
            queue.closeIfOf(caller);
        }
    }

    /** Only when nobody uses them any more. */
    void close() {
        open.values().forEach(role -> role.queue.close());
    }

    FromWorker.Heartbeat heartbeat() {
        Map<String, RoleCounters> counters = new TreeMap<>();
        long taken = 0;
        long done = 0;
        long failed = 0;
        long released = 0;
        for (Map.Entry<String, RoleQueue> role : open.entrySet()) {
            RoleCounters one = role.getValue().counters();
            counters.put(role.getKey(), one);
            taken += one.taken();
            done += one.done();
            failed += one.retried() + one.buried();
            released += one.released();
        }
        return new FromWorker.Heartbeat(
                counters, new JobCounters(Math.max(0, taken - done - failed - released), done, failed));
    }

    String worker() {
        return worker;
    }

    StopSignal stop() {
        return stop;
    }

    RunWatch watch() {
        return watch;
    }

    InHand inHand() {
        return inHand;
    }

    /** A worker that waits for work, or for its end, has begun. */
    void noteAsked() {
        stop.noteAsked();
        ready.run();
    }
}
