package dev.muster.supervisor.journald;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What waits for the journal, in order and bounded. A worker may have as much of the room as is left free: one that floods gets half of
 * it, two get a third each, and whoever is quiet always finds some. The master has a little of its own. What does not fit is
 * counted, and stands in the queue as a {@link Gap} where it is missing. Guarded by its owner.
 */
final class Outbox {

    private static final long MASTERS_ROOM = 256 << 10;

    private final long room;
    private final ArrayDeque<Parcel> queue = new ArrayDeque<>();
    private final Map<Source, Account> accounts = new HashMap<>();
    private long held;
    private long lost;

    /** Of a source that has something in the queue, or has lost something that was not told yet. */
    private static final class Account {
        long bytes;
        long lost;
    }

    /** @param room in bytes; a parcel is taken whole as long as any is left */
    Outbox(long room) {
        this.room = room;
    }

    /** False when there is no room for it. */
    boolean put(Parcel parcel) {
        Account account = accounts.computeIfAbsent(parcel.source(), source -> new Account());
        boolean master = parcel.source().equals(Source.MASTER);
        if (account.bytes >= (master ? MASTERS_ROOM : room - held)) {
            lose(account, parcel.entries());
            return false;
        }
        if (account.lost > 0) {
            queue.addLast(new Gap(parcel.source(), account.lost));
            account.lost = 0;
        }
        parcel.keep();
        queue.addLast(parcel);
        account.bytes += parcel.bytes();
        held += master ? 0 : parcel.bytes();
        return true;
    }

    /** The oldest; at the end of the queue what was lost of those who say nothing more. It stays on its account until {@link #done}. */
    @Nullable
    Parcel take() {
        Parcel next = queue.pollFirst();
        return next != null ? next : untold().orElse(null);
    }

    private Optional<Parcel> untold() {
        for (Map.Entry<Source, Account> entry : accounts.entrySet()) {
            Account account = entry.getValue();
            if (account.lost > 0) {
                Gap gap = new Gap(entry.getKey(), account.lost);
                account.lost = 0;
                return Optional.of(gap);
            }
        }
        return Optional.empty();
    }

    /** It was unpacked. */
    void done(Parcel parcel) {
        Account account = accounts.get(parcel.source());
        if (account == null) {
            return;
        }
        account.bytes -= parcel.bytes();
        held -= parcel.source().equals(Source.MASTER) ? 0 : parcel.bytes();
        if (account.bytes == 0 && account.lost == 0) {
            accounts.remove(parcel.source());
        }
    }

    /** So many entries of a parcel that was taken could not be sent. */
    void lose(Source source, long entries) {
        lose(accounts.computeIfAbsent(source, unknown -> new Account()), entries);
    }

    private void lose(Account account, long entries) {
        account.lost += entries;
        lost += entries;
    }

    boolean isEmpty() {
        return queue.isEmpty() && accounts.values().stream().noneMatch(account -> account.lost > 0);
    }

    /** How many entries were lost so far, of whomever. */
    long lost() {
        return lost;
    }

    /** How many entries are in the queue. */
    long entries() {
        return queue.stream().mapToLong(Parcel::entries).sum();
    }
}
