package dev.muster.concurrent;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The items of one lazy map: no more than the window are taken from the source before their results are. Outcomes come from any
 * thread, everything else is of the thread that takes them.
 */
final class ImapCall<T> extends Spliterators.AbstractSpliterator<T> {
    private final PoolCore core;
    private final FunctionRef function;
    private final Iterator<?> source;
    private final int window;
    private final boolean ordered;
    /** Those on their way and not taken, in their order. */
    private final ArrayDeque<Item> open = new ArrayDeque<>();
    /** Under its own lock: those that are over and not taken, in the order of their end. */
    private final ArrayDeque<Item> over = new ArrayDeque<>();

    private int count;
    private volatile boolean wanted = true;

    ImapCall(PoolCore core, FunctionRef function, Iterator<?> source, int window, boolean ordered) {
        super(Long.MAX_VALUE, ordered ? Spliterator.ORDERED : 0);
        this.core = core;
        this.function = function;
        this.source = source;
        this.window = window;
        this.ordered = ordered;
    }

    private final class Item implements TaskSink {
        private final PoolTask task;
        /** Under the lock of those that are over. */
        private boolean over;

        private @Nullable Object value;
        private @Nullable Throwable failure;

        private Item(@Nullable Object argument, int index) {
            task = new PoolTask(function, FunctionRef.encode(argument, "item " + index), this, index, null);
        }

        @Override
        public void done(int index, @Nullable Object result) {
            value = result;
            end();
        }

        @Override
        public void failed(int index, Throwable why) {
            failure = why;
            end();
        }

        private void end() {
            synchronized (ImapCall.this.over) {
                over = true;
                ImapCall.this.over.add(this);
                ImapCall.this.over.notifyAll();
            }
        }

        @Override
        public boolean isWanted() {
            return wanted;
        }
    }

    @Override
    @SuppressWarnings("unchecked")
    public boolean tryAdvance(Consumer<? super T> action) {
        while (wanted && open.size() < window && source.hasNext()) {
            Item item = new Item(source.next(), count++);
            open.add(item);
            core.submit(new PoolTask[] {item.task}, false);
        }
        if (open.isEmpty()) {
            return false;
        }
        Item item = take();
        open.remove(item);
        if (item.failure != null) {
            close();
            throw new CompletionException("item " + item.task.index + ": " + item.failure, item.failure);
        }
        action.accept((T) item.value);
        return true;
    }

    private Item take() {
        synchronized (over) {
            Item first = open.element();
            try {
                while (ordered ? !first.over : over.isEmpty()) {
                    over.wait();
                }
            } catch (InterruptedException e) {
                close();
                Thread.currentThread().interrupt();
                throw new CancellationException("interrupted while item " + first.task.index + " was waited for");
            }
            if (ordered) {
                over.remove(first);
                return first;
            }
            return over.remove();
        }
    }

    /** What has not begun does not begin; what runs is interrupted. */
    void close() {
        wanted = false;
        for (Item item : open) {
            core.cancel(item.task);
        }
    }
}
