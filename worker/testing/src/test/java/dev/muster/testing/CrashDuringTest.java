package dev.muster.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.queue.CrashRecord;
import dev.muster.queue.JobId;
import dev.muster.testing.Handled.Fate;
import dev.muster.worker.Outcome;
import dev.muster.worker.Service;
import dev.muster.worker.WorkQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CrashDuringTest {

    /** What a database would keep. */
    private final List<String> effects = new ArrayList<>();

    /** Charges, puts a receipt, remembers that, and ships. */
    private TestWorker shop() {
        return TestWorker.of(() -> context -> {
                    WorkQueue<String> receipts = context.queue("receipts", String.class);
                    context.handle("orders", String.class, (order, job) -> {
                        effects.add("charge");
                        try {
                            if (job.checkpoint(String.class).isEmpty()) {
                                receipts.put(order);
                                job.checkpoint("receipt is put");
                            }
                        } finally {
                            effects.add("tidy");
                        }
                        effects.add("ship");
                        return Outcome.done();
                    });
                })
                .withName("shop")
                .withQueue("orders", "orders")
                .withQueue("receipts", "receipts");
    }

    @RegisterExtension
    static final MusterExtension EXTENSION = MusterExtension.inline();

    @ParameterizedTest
    @CsvSource({
        "FIRST_CALL, charge, 1",
        "AFTER_PUT, charge, 2",
        "AFTER_CHECKPOINT, charge, 1",
        "BEFORE_END, charge tidy ship, 1",
    })
    void theFirstDeliveryEndsThereAndTheNextOneRunsToItsEnd(
            CrashPoint where, String before, int receipts, InlineMuster muster) {
        StartedWorker shop = muster.start(shop());
        JobId id = muster.queue("orders", String.class).put("book");
        muster.crashDuring(id, where);
        Drained drained = muster.drain();
        assertThat(drained.jobs()).extracting(Handled::fate).containsExactly(Fate.CRASHED, Fate.DONE);
        assertThat(drained.jobs()).extracting(Handled::attempt).containsExactly(1, 2);
        assertThat(drained.jobs()).extracting(Handled::crashes).containsExactly(0, 1);
        assertThat(drained.jobs()).extracting(Handled::worker).containsExactly("shop.1#1", "shop.1#2");
        assertThat(effects).isEqualTo(List.of((before + " charge tidy ship").split(" ", -1)));
        assertThat(muster.enqueued("receipts", String.class)).hasSize(receipts);
        assertThat(shop.incarnation()).isEqualTo(2);
    }

    @Test
    void aLockThatAServiceHeldDiesWithIt(InlineMuster muster) {
        muster.start(TestWorker.of(LockedService::new).withQueue("in", "in"));
        JobId id = muster.queue("in", String.class).put("a");
        muster.crashDuring(id);
        assertThat(muster.drain().with(Fate.DONE)).hasSize(1);
    }

    private static final class LockedService implements Service {
        private final ReentrantLock lock = new ReentrantLock();

        @Override
        public void run(dev.muster.worker.WorkerContext context) {
            context.handle("in", String.class, (text, job) -> {
                lock.lock();
                try {
                    job.progress(0.5, "half");
                    return Outcome.done();
                } finally {
                    lock.unlock();
                }
            });
        }
    }

    @Test
    void aJobThatKillsTooManyWorkersIsPutAside(InlineMuster muster) {
        muster.withQueue("orders", Map.of("crash-max", 2)).start(shop());
        muster.queue("orders", String.class).put("book");
        muster.crashDuring(job -> true, CrashPoint.BEFORE_END);
        muster.crashDuring(job -> true, CrashPoint.BEFORE_END);
        assertThat(muster.drain().with(Fate.CRASHED)).hasSize(2);
        assertThat(muster.dead("orders").get(0).crashed())
                .extracting(CrashRecord::worker)
                .containsExactly("shop.1#1", "shop.1#2");
    }

    @Test
    void aServiceThatTakesJobsItselfIsCutAsWell(InlineMuster muster) {
        StartedWorker worker = muster.start(TestWorker.of(() -> context -> {
                    WorkQueue<String> in = context.queue("in", String.class);
                    while (true) {
                        try (var lease = in.take()) {
                            effects.add(lease.payload() + " " + lease.crashes());
                            lease.done();
                        }
                    }
                })
                .withQueue("in", "in"));
        JobId id = muster.queue("in", String.class).put("a");
        muster.crashDuring(id);
        assertThat(muster.drain().with(Fate.DONE)).hasSize(1);
        assertThat(effects).containsExactly("a 0", "a 1");
        assertThat(worker.incarnation()).isEqualTo(2);
    }

    @Test
    void aHandlerThatSleepsBeforeItsCrashIsWaitedFor(InlineMuster muster) {
        muster.start(TestWorker.of(() -> context -> context.handle("in", String.class, (text, job) -> {
                    context.awaitStop(Duration.ofMinutes(1));
                    effects.add("woke");
                    return Outcome.done();
                }))
                .withQueue("in", "in"));
        muster.crashDuring(muster.queue("in", String.class).put("a"));
        assertThat(muster.drain().with(Fate.DONE)).hasSize(1);
        assertThat(effects).hasSize(2);
    }

    @Test
    void anAssertionInAHandlerIsStillTheTests(InlineMuster muster) {
        muster.start(TestWorker.handling("in", String.class, (text, job) -> {
            throw new AssertionError("no");
        }));
        muster.queue("in", String.class).put("a");
        muster.crashDuring(job -> false, CrashPoint.BEFORE_END);
        assertThatThrownBy(muster::drain).isInstanceOf(AssertionError.class).hasMessage("no");
    }
}
