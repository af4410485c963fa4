package dev.muster.supervisor.daemon;

import dev.muster.queue.ledger.QueueFigures;
import dev.muster.supervisor.control.Reload;
import dev.muster.supervisor.loop.Pulse;
import dev.muster.supervisor.loop.SnapshotPublisher;
import dev.muster.supervisor.process.NotifyAddress;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way from a running master to the service manager that started it; without one, nothing happens here. Thread-safe.
 */
final class Announcer implements Reload, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("muster");

    private final Optional<Mouth> mouth;

    private record Mouth(Herald herald, NotifyAddress address, StatusThread status, Runnable unsubscribe) {}

    private Announcer(Optional<Mouth> mouth) {
        this.mouth = mouth;
    }

    /** @param queues the counts of all queues; may wait for a disk */
    static Announcer start(
            ManagerWishes wishes, SnapshotPublisher snapshots, Supplier<Map<String, QueueFigures>> queues) {
        try {
            return new Announcer(wishes.socket().map(socket -> {
                NotifyAddress address = NotifyAddress.of(socket);
                Herald herald = new Herald(
                        address::send, wishes.watchdog(), NotifyAddress::monotonicMicros, snapshots.current());
                StatusThread status = StatusThread.start(
                        () -> herald.tell(waiting(queues.get().values())));
                Runnable unsubscribe = snapshots.addListener(fleet -> {
                    herald.changed(fleet);
                    status.changed();
                });
                return new Mouth(herald, address, status, unsubscribe);
            }));
        } catch (IllegalArgumentException unusable) {
            LOG.warn("NOTIFY_SOCKET is of no use, nobody is told anything: {}", unusable.getMessage());
            return new Announcer(Optional.empty());
        }
    }

    private static OptionalLong waiting(Collection<QueueFigures> queues) {
        return queues.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(queues.stream()
                        .mapToLong(
                                queue -> queue.stats().ready() + queue.stats().delayed())
                        .sum());
    }

    Pulse pulse() {
        return mouth.<Pulse>map(Mouth::herald).orElse(Pulse.NONE);
    }

    /** As {@link Herald#begun}. */
    void begun(boolean takenOver) {
        mouth.ifPresent(to -> to.herald().begun(takenOver));
    }

    @Override
    public void begins() {
        mouth.ifPresent(to -> to.herald().reloading());
    }

    @Override
    public void ends(Optional<String> problem) {
        mouth.ifPresent(to -> to.herald()
                .reloaded(problem.map(why -> "reload refused: " + why).orElse("")));
    }

    /** As {@link Herald#replaced}; nothing is said after it. */
    void replaced() {
        mouth.ifPresent(to -> to.herald().replaced());
        close();
    }

    @Override
    public void close() {
        mouth.ifPresent(to -> {
            to.unsubscribe().run();
            to.status().close();
            to.address().close();
        });
    }
}
