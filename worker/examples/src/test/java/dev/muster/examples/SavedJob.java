package dev.muster.examples;

import dev.muster.queue.JobId;
import dev.muster.worker.JobContext;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A job without a queue, which keeps what its handler saves and says. */
final class SavedJob implements JobContext {
    final List<Double> fractions = new ArrayList<>();
    boolean stopping;

    private final int crashes;
    private @Nullable Object saved;

    SavedJob(int crashes) {
        this.crashes = crashes;
    }

    @Override
    public JobId id() {
        return JobId.of(7);
    }

    @Override
    public int attempt() {
        return crashes + 1;
    }

    @Override
    public int crashes() {
        return crashes;
    }

    @Override
    public Optional<Instant> deadline() {
        return Optional.empty();
    }

    @Override
    public boolean cancelled() {
        return false;
    }

    @Override
    public boolean stopping() {
        return stopping;
    }

    @Override
    public void progress(double fraction, String note) {
        fractions.add(fraction);
    }

    @Override
    public void checkpoint(byte[] state) {
        saved = state;
    }

    @Override
    public void checkpoint(Object state) {
        saved = state;
    }

    @Override
    public Optional<byte[]> checkpoint() {
        return checkpoint(byte[].class);
    }

    @Override
    public <S> Optional<S> checkpoint(Class<S> type) {
        return Optional.ofNullable(saved).map(type::cast);
    }
}
