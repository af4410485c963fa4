package dev.muster.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.queue.DeadLetter;
import dev.muster.queue.JobFailedException;
import dev.muster.queue.JobId;
import dev.muster.queue.JobQueue;
import dev.muster.queue.JobQueues;
import dev.muster.queue.JobState;
import dev.muster.queue.Priority;
import dev.muster.queue.QueueFullException;
import dev.muster.testing.Handled.Fate;
import dev.muster.worker.Outcome;
import dev.muster.worker.PutOptions;
import dev.muster.worker.WorkQueue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class InlineMusterTest {

    @AutoClose
    private final InlineMuster muster = new InlineMuster();

    private final List<String> seen = new ArrayList<>();

    record Mail(String to, int copies) {}

    private WorkQueue<String> in() {
        return muster.queue("in", String.class);
    }

    /** A worker that returns what the payload asks for. */
    private StartedWorker startObedient() {
        return muster.start(TestWorker.handling("in", String.class, (what, job) -> {
            seen.add(what + " " + job.attempt());
            return switch (what) {
                case "throw" -> throw new IllegalStateException("as asked");
                case "retry" -> Outcome.retry(Duration.ofMinutes(5), "not yet");
                case "snooze" -> Outcome.snooze(Duration.ofHours(1));
                case "bury" -> Outcome.bury("hopeless");
                case "result" -> Outcome.done(new Mail("anna", 2));
                default -> Outcome.done();
            };
        }));
    }

    @Test
    void ofTwoWorkersWithTheSamePeriodicTaskOnePutsTheJobOfATick() {
        for (int i = 0; i < 2; i++) {
            muster.start(TestWorker.of(() -> context -> context.every(Duration.ofHours(1), () -> {
                        Instant tick = muster.clock().instant();
                        WorkQueue<String> queue = context.queue("in", String.class);
                        queue.putOnce("hourly", tick, "report").ifPresent(id -> seen.add(context.worker()));
                    }))
                    .withQueue("in", "in"));
        }
        muster.clock().advance(Duration.ofHours(3));
        assertThat(seen).hasSize(3);
        assertThat(muster.enqueued("in", String.class)).containsOnly("report").hasSize(3);
    }

    @Test
    void handlersRunOnTheTestsThreadInTheOrderOfTheQueue() {
        List<Thread> threads = new ArrayList<>();
        muster.start(TestWorker.handling("in", String.class, (text, job) -> {
            threads.add(Thread.currentThread());
            seen.add(text);
            return Outcome.done();
        }));
        in().putAll(List.of("b", "c"));
        in().put("a", PutOptions.NONE.withPriority(Priority.HIGH));
        assertThat(seen).as("nothing runs before the drain").isEmpty();
        assertThat(muster.drain().assertAllDone().count()).isEqualTo(3);
        assertThat(seen).containsExactly("a", "b", "c");
        assertThat(threads).containsOnly(Thread.currentThread());
        assertThat(muster.drain().count()).isZero();
    }

    @Test
    void drainTellsWhatHappenedToEachJob() {
        startObedient();
        in().putAll(List.of("throw", "retry", "snooze", "bury", "fine"));
        Drained drained = muster.drain();
        assertThat(drained.jobs())
                .extracting(Handled::fate)
                .containsExactly(Fate.RETRIED, Fate.RETRIED, Fate.SNOOZED, Fate.BURIED, Fate.DONE);
        Handled thrown = drained.jobs().get(0);
        assertThat(thrown.why()).isEqualTo("java.lang.IllegalStateException: as asked");
        assertThat(thrown.delay()).isEqualTo(Duration.ofSeconds(1));
        assertThat(thrown.worker()).isEqualTo("worker.1#1");
        assertThat(drained.jobs().get(1).delay()).isEqualTo(Duration.ofMinutes(5));
        assertThat(drained.with(Fate.BURIED)).hasSize(1);
        assertThatThrownBy(drained::assertAllDone)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("attempt 1: BURIED (hopeless)");
        assertThatThrownBy(() -> muster.drain().assertAllDone()).hasMessageContaining("no job was ready");
    }

    @Test
    void whatWaitsForItsTimeBecomesReadyByTheClockAlone() {
        startObedient();
        in().put("later", PutOptions.NONE.withDelay(Duration.ofDays(10)));
        in().put("snooze");
        in().put("throw");
        muster.drain();
        muster.clock().advance(Duration.ofMillis(999));
        assertThat(muster.drain().count()).isZero();
        muster.clock().advance(Duration.ofMillis(1));
        assertThat(muster.drain().jobs())
                .as("the first back-off is a second, the next is two")
                .extracting(Handled::attempt, Handled::delay)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(2, Duration.ofSeconds(2)));
        muster.clock().advance(Duration.ofHours(1));
        assertThat(muster.drain().jobs())
                .extracting(job -> job.payload(String.class))
                .contains("snooze");
        assertThat(muster.queue("in").stats().delayed()).isEqualTo(3);
        muster.clock().advance(Duration.ofDays(10));
        assertThat(muster.drain().with(Fate.DONE)).hasSize(1);
        assertThat(seen)
                .contains("later 1", "snooze 1", "throw 3")
                .as("a snooze costs no attempt")
                .doesNotContain("snooze 2");
    }

    @Test
    void aJobWhoseAttemptsAreUsedUpIsDead() {
        muster.withQueue("in", Map.of("max-attempts", 3, "retry-initial", Duration.ofMinutes(1), "retry-factor", 1));
        startObedient();
        JobId id = in().put("throw");
        for (int i = 0; i < 3; i++) {
            assertThat(muster.dead("in")).isEmpty();
            muster.drain();
            muster.clock().advance(Duration.ofMinutes(1));
        }
        DeadLetter dead = muster.dead("in").get(0);
        assertThat(dead.id()).isEqualTo(id);
        assertThat(dead.reason()).contains("attempts used up (3)", "as asked");
        assertThat(dead.error()).contains("InlineMusterTest");
        muster.queue("in").deadLetters().retry(id);
        muster.assertEnqueued("in", "throw");
    }

    @Test
    void aResultReachesWhoeverHasSubmittedTheJob() {
        startObedient();
        CompletableFuture<Mail> result = in().submit("result", Mail.class);
        CompletableFuture<Mail> none = in().submit("bury", Mail.class);
        assertThat(result).isNotDone();
        muster.drain();
        assertThat(result).isCompletedWithValue(new Mail("anna", 2));
        assertThat(none).isCompletedExceptionally();
        assertThatThrownBy(none::join).hasCauseInstanceOf(JobFailedException.class);
    }

    @Test
    void aHandlersOwnPutsAreHandledInTheSameDrainAndCanBeAskedFor() {
        muster.start(TestWorker.of(() -> context -> {
                    WorkQueue<Mail> out = context.queue("out", Mail.class);
                    context.handle("in", String.class, (to, job) -> {
                        out.put(new Mail(to, 1), PutOptions.NONE.withUniqueKey(to));
                        return Outcome.done();
                    });
                })
                .withQueue("in", "in")
                .withQueue("out", "mail"));
        in().putAll(List.of("anna", "bob", "anna"));
        muster.assertNothingEnqueued("mail");
        assertThatThrownBy(() -> muster.assertNothingEnqueued("in"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("\"bob\"");
        assertThat(muster.drain(2).count()).isEqualTo(2);
        assertThat(muster.drain().count()).isEqualTo(1);
        muster.assertEnqueued("mail", new Mail("anna", 1));
        muster.assertEnqueued("mail", Mail.class, mail -> mail.to().equals("bob"));
        assertThatThrownBy(() -> muster.assertEnqueued("mail", new Mail("carl", 1)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("carl")
                .hasMessageContaining("anna");
        assertThat(muster.enqueued("mail", Mail.class)).as("unique").hasSize(2);
        muster.start(TestWorker.handling("mail", Mail.class, (mail, job) -> Outcome.done()));
        assertThat(muster.drain().assertAllDone().count()).isEqualTo(2);
    }

    @Test
    void aServiceThatTakesJobsItselfDoesSoInTheDrain() {
        muster.start(TestWorker.of(() -> context -> {
                    WorkQueue<String> in = context.queue("in", String.class);
                    while (true) {
                        try (var lease = in.take()) {
                            seen.add(lease.payload());
                            lease.done();
                        }
                    }
                })
                .withQueue("in", "in"));
        in().putAll(List.of("a", "b"));
        assertThat(seen).isEmpty();
        assertThat(muster.drain().assertAllDone().count()).isEqualTo(2);
        assertThat(seen).containsExactly("a", "b");
    }

    @Test
    void aServiceThatPollsForAWhileGoesOnWhenTheClockShowsIt() {
        Instant begin = muster.clock().instant();
        muster.start(TestWorker.of(() -> context -> {
                    WorkQueue<String> in = context.queue("in", String.class);
                    while (!context.stopping()) {
                        if (in.poll(Duration.ofMinutes(10)).isEmpty()) {
                            seen.add(Duration.between(begin, muster.clock().instant())
                                    .toString());
                        }
                    }
                })
                .withQueue("in", "in"));
        muster.clock().advance(Duration.ofMinutes(25));
        assertThat(seen).containsExactly("PT10M", "PT20M");
    }

    @Test
    void periodicTasksRunByTheClock() {
        StartedWorker worker = muster.start(TestWorker.of(() -> context -> {
                    WorkQueue<String> out = context.queue("out", String.class);
                    context.every(Duration.ofMinutes(1), () -> out.put("tick"));
                })
                .withQueue("out", "ticks"));
        muster.clock().advance(Duration.ofSeconds(59));
        muster.assertNothingEnqueued("ticks");
        muster.clock().advance(Duration.ofMinutes(10));
        assertThat(muster.enqueued("ticks", String.class)).hasSize(10);
        assertThat(worker.exitCode()).as("it goes on").isEmpty();
        worker.stop();
        muster.clock().advance(Duration.ofMinutes(10));
        assertThat(muster.enqueued("ticks", String.class)).hasSize(10);
    }

    @Test
    void aHandlerThatWaitsMovesTheClock() {
        Instant begin = muster.clock().instant();
        muster.start(TestWorker.of(() -> context -> context.handle("in", String.class, (text, job) -> {
                    assertThat(context.awaitStop(Duration.ofSeconds(90))).isFalse();
                    return Outcome.done();
                }))
                .withQueue("in", "in"));
        in().put("a");
        muster.drain().assertAllDone();
        assertThat(Duration.between(begin, muster.clock().instant())).isEqualTo(Duration.ofSeconds(90));
    }

    @Test
    void anAssertionWithinAHandlerFailsTheTest() {
        muster.start(TestWorker.handling("in", String.class, (text, job) -> {
            throw new AssertionError("not " + text);
        }));
        in().put("this");
        assertThatThrownBy(muster::drain).isInstanceOf(AssertionError.class).hasMessage("not this");
    }

    @Test
    void whatRunThrowsIsThrownByTheStart() {
        assertThatThrownBy(() -> muster.start(TestWorker.of(() -> context -> {
                            throw new IllegalArgumentException(
                                    context.settings().string("colour"));
                        })
                        .withSettings(Map.of("colour", "blue"))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("worker.1#1")
                .hasRootCauseMessage("blue");
    }

    @Test
    void aStoppedWorkerLeavesInOrderAndTakesNothingMore() {
        StartedWorker worker = muster.start(TestWorker.of(() -> context -> {
                    context.handle("in", String.class, (text, job) -> Outcome.done());
                    context.awaitStop();
                    seen.add("stopping");
                })
                .withQueue("in", "in"));
        assertThat(worker.exitCode()).isEmpty();
        worker.stop();
        assertThat(seen).containsExactly("stopping");
        assertThat(worker.exitCode()).hasValue(0);
        in().put("a");
        assertThat(muster.drain().count()).isZero();
    }

    @Test
    void hooksAreCalledAndSettingsReloaded() throws Exception {
        StartedWorker worker = muster.start(TestWorker.of(() -> context -> {
                    context.onReady(() -> seen.add("ready"));
                    context.onReload(now -> seen.add("reload " + now.string("colour")));
                    context.onTerminate(() -> seen.add("terminate"));
                    context.handle("in", String.class, (text, job) -> Outcome.done());
                })
                .withQueue("in", "in"));
        worker.reload(Map.of("colour", "red"));
        assertThat(worker.context().settings().string("colour")).isEqualTo("red");
        worker.stop();
        assertThat(seen).containsExactly("ready", "reload red", "terminate");
    }

    @Test
    void codeThatIsNoWorkerOpensTheSameQueue() {
        muster.withQueue("in", Map.of("max-backlog", 1));
        try (JobQueue queue = JobQueues.open("in", muster.url("in"))) {
            queue.put(dev.muster.queue.Job.json("\"a\""));
        }
        muster.assertEnqueued("in", "a");
        assertThatThrownBy(() -> in().put("b")).isInstanceOf(QueueFullException.class);
        assertThat(muster.queue("in").admin().peek(9)).allMatch(job -> job.state() == JobState.READY);
        assertThatCode(() -> startObedient()).doesNotThrowAnyException();
        assertThat(muster.drain().count()).isEqualTo(1);
    }
}
