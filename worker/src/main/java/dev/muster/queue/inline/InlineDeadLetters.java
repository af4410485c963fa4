package dev.muster.queue.inline;

import dev.muster.queue.DeadLetter;
import dev.muster.queue.DeadLetters;
import dev.muster.queue.JobId;
import dev.muster.queue.JobState;
import java.util.List;
import java.util.Optional;

/** The jobs that were put aside. Thread-safe. */
final class InlineDeadLetters implements DeadLetters {

    private final InlineStore store;

    InlineDeadLetters(InlineStore store) {
        this.store = store;
    }

    private Optional<InlineJob> dead(JobId id) {
        return store.find(id).filter(job -> job.state == JobState.DEAD);
    }

    @Override
    public List<DeadLetter> list(int max) {
        synchronized (store) {
            return store.all(JobState.DEAD).stream()
                    .limit(max)
                    .map(InlineJob::letter)
                    .toList();
        }
    }

    @Override
    public Optional<DeadLetter> find(JobId id) {
        synchronized (store) {
            return dead(id).map(InlineJob::letter);
        }
    }

    @Override
    public boolean retry(JobId id) {
        boolean found;
        synchronized (store) {
            Optional<InlineJob> job = dead(id);
            job.ifPresent(store::revive);
            found = job.isPresent();
        }
        store.host().changed();
        return found;
    }

    @Override
    public int retryAll() {
        int retried = 0;
        for (DeadLetter letter : list(Integer.MAX_VALUE)) {
            retried += retry(letter.id()) ? 1 : 0;
        }
        return retried;
    }

    @Override
    public boolean remove(JobId id) {
        synchronized (store) {
            Optional<InlineJob> job = dead(id);
            job.ifPresent(store::remove);
            return job.isPresent();
        }
    }
}
