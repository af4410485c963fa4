package dev.muster.worker;

import dev.muster.queue.AppendLog;
import dev.muster.queue.Job;
import dev.muster.wire.JsonException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators.AbstractSpliterator;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** A log seen through a type. */
final class LiveList<T> implements SharedList<T> {
    private final String name;
    private final AppendLog log;
    private final Class<T> type;
    private final boolean owned;

    /** @param owned whether closing the list closes the log */
    LiveList(String name, AppendLog log, Class<T> type, boolean owned) {
        this.name = name;
        this.log = log;
        this.type = type;
        this.owned = owned;
    }

    @Override
    public long append(T value) {
        Job entry = Payloads.job(Objects.requireNonNull(value, "no null in a list"));
        return log.append(entry.contentType(), entry.payload());
    }

    @Override
    public long size() {
        return log.size();
    }

    @Override
    public T get(long index) {
        try (AppendLog.Reader reader = log.read(index)) {
            AppendLog.Entry entry = reader.next();
            if (entry == null) {
                throw new IndexOutOfBoundsException(name + " has no entry " + index);
            }
            return value(entry);
        }
    }

    @Override
    public Stream<T> stream(long from) {
        long until = log.size();
        AppendLog.Reader reader = log.read(from);
        Spliterator<T> entries =
                new AbstractSpliterator<>(Math.max(0, until - from), Spliterator.ORDERED | Spliterator.NONNULL) {
                    private long next = from;

                    @Override
                    public boolean tryAdvance(Consumer<? super T> action) {
                        AppendLog.Entry entry = next < until ? reader.next() : null;
                        if (entry == null) {
                            reader.close();
                            next = until;
                            return false;
                        }
                        next = entry.index() + 1;
                        action.accept(value(entry));
                        return true;
                    }
                };
        return StreamSupport.stream(entries, false).onClose(reader::close);
    }

    @Override
    public Tail<T> tail(long from) {
        AppendLog.Reader reader = log.read(from);
        return new Tail<>() {
            private long index = from - 1;

            @Override
            public Optional<T> next(Duration longest) throws InterruptedException {
                Optional<AppendLog.Entry> entry = reader.next(longest);
                entry.ifPresent(here -> index = here.index());
                return entry.map(LiveList.this::value);
            }

            @Override
            public long index() {
                return index;
            }

            @Override
            public void close() {
                reader.close();
            }
        };
    }

    private T value(AppendLog.Entry entry) {
        try {
            return Payloads.value(new Job("", entry.contentType(), entry.value(), Duration.ZERO), type);
        } catch (JsonException e) {
            throw new IllegalStateException(
                    name + ": entry " + entry.index() + " is no " + type.getSimpleName() + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        if (owned) {
            log.close();
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
