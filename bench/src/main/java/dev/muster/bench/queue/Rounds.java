package dev.muster.bench.queue;

import dev.muster.bench.queue.Subject.Taker;
import org.jspecify.annotations.Nullable;

/** What can be asked of any subject. Times are those of {@link System#nanoTime}, which all processes of a machine share. */
final class Rounds implements AutoCloseable {

    private final Subject subject;
    private final Scoreboard scoreboard;
    private @Nullable Taker taker;

    Rounds(Subject subject, Scoreboard scoreboard) {
        this.subject = subject;
        this.scoreboard = scoreboard;
    }

    private Taker taker() {
        Taker known = taker;
        if (known == null) {
            known = subject.taker();
            taker = known;
        }
        return known;
    }

    /** Becomes a consumer, which may take a while. */
    String join() {
        taker();
        return "joined";
    }

    /** Puts jobs. */
    String put(int jobs, int batch, int bytes) {
        byte[] payload = new byte[bytes];
        long start = System.nanoTime();
        subject.put(jobs, batch, payload);
        return "put " + start + " " + System.nanoTime() + " " + jobs;
    }

    /** Takes jobs until all consumers together have taken so many since the scoreboard was made. */
    String take(long target, int batch) {
        Taker mine = taker();
        long jobs = 0;
        long first = 0;
        long last = 0;
        while (scoreboard.sum() < target) {
            int taken = mine.take(batch);
            if (taken > 0) {
                scoreboard.add(taken);
                jobs += taken;
                last = System.nanoTime();
                first = first == 0 ? last : first;
            }
        }
        return "take " + first + " " + last + " " + jobs;
    }

    /** Puts a batch and takes one, for so many rounds. */
    String churn(int rounds, int batch, int bytes) {
        byte[] payload = new byte[bytes];
        Taker mine = taker();
        long taken = 0;
        for (int i = 0; i < rounds; i++) {
            subject.put(batch, batch, payload);
            taken += mine.take(batch);
        }
        return "churn " + taken;
    }

    @Override
    public void close() {
        if (taker != null) {
            taker.close();
        }
        subject.close();
    }
}
