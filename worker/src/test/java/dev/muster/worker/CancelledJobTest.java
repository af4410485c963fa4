package dev.muster.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.queue.Job;
import dev.muster.queue.JobId;
import dev.muster.testkit.Await;
import dev.muster.testkit.MemoryQueue;
import dev.muster.testkit.MemoryQueueEngine;
import dev.muster.wire.QueueAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a worker does with jobs that were cancelled while it runs them. */
@Timeout(60)
final class CancelledJobTest {
    private static final JobId FIRST = JobId.of(1);
    private static final JobId SECOND = JobId.of(2);

    private final String name = UUID.randomUUID().toString();
    private final MemoryQueue memory = MemoryQueueEngine.queue(name);
    private final StopSignal stop = new StopSignal();
    private final Queues queues = new Queues(
            "w.1", Map.of("in", new QueueAddress("q", "memory:" + name + "?run-grace=500")), stop, () -> {}, why -> {});

    private void handle(boolean onItsOwnThread, JobHandler<String> handler) throws Exception {
        queues.queue("in", String.class).put("x");
        LiveQueue<Job> queue = queues.handled("in", HandlerOptions.DEFAULT);
        Handlers handlers = Handlers.only(String.class, handler);
        Thread loop = new Thread(
                onItsOwnThread
                        ? new FanOut("w.1", queue, handlers, 2, VirtualThreads.each("each-"))
                        : new HandlerLoop("w.1", queue, handlers));
        loop.start();
        Await.until("it is settled", () -> !memory.settled().isEmpty());
        stop();
        loop.join();
    }

    private void stop() {
        stop.beStopping();
        queues.quiet();
    }

    private Outcome waitsForItsEnd(String text, JobContext job) throws InterruptedException {
        memory.cancel(job.id());
        new CountDownLatch(1).await();
        return Outcome.done();
    }

    @Test
    void aJobThatLooksEndsByItself() throws Exception {
        handle(false, (text, job) -> {
            assertThat(job.cancelled()).isFalse();
            memory.cancel(job.id());
            assertThat(job.cancelled()).isTrue();
            throw new IllegalStateException("half way");
        });
        assertThat(memory.settled())
                .containsExactly("1 bury cancelled; then it failed: java.lang.IllegalStateException: half way");
    }

    @Test
    void aJobThatGetsDoneIsDone() throws Exception {
        handle(false, (text, job) -> {
            memory.cancel(job.id());
            return Outcome.done();
        });
        assertThat(memory.settled()).containsExactly("1 ack");
    }

    @Test
    void aCancelledJobIsNotPutOffEither() throws Exception {
        handle(false, (text, job) -> {
            memory.cancel(job.id());
            return Outcome.snooze(Duration.ofSeconds(1));
        });
        assertThat(memory.settled()).containsExactly("1 bury cancelled");
    }

    @Test
    void aJobThatDoesNotLookIsInterrupted() throws Exception {
        handle(false, this::waitsForItsEnd);
        assertThat(memory.settled()).containsExactly("1 bury cancelled");
    }

    @Test
    void whatASwallowedInterruptHasLeftOfAJobDoesNotCount() throws Exception {
        handle(true, (text, job) -> {
            memory.cancel(job.id());
            Await.until("it is interrupted", Thread::interrupted);
            return Outcome.done();
        });
        assertThat(memory.settled()).containsExactly("1 bury cancelled");
    }

    @Test
    void aJobOnAThreadOfItsOwnIsInterruptedThere() throws Exception {
        handle(true, (text, job) -> {
            assertThat(Thread.currentThread().getName()).startsWith("each-");
            return waitsForItsEnd(text, job);
        });
        assertThat(memory.settled()).containsExactly("1 bury cancelled");
    }

    @Test
    void anotherJobThatWasTakenWithItIsLeftInPeace() throws Exception {
        WorkQueue<String> queue = queues.queue("in", String.class);
        queue.putAll(List.of("x", "y"));
        List<WorkLease<String>> batch = queue.poll(2, Duration.ofSeconds(10));
        memory.cancel(SECOND);
        memory.cancel(SECOND);
        assertThat(batch.get(0).cancelled()).isFalse();
        assertThat(batch.get(1).cancelled()).isTrue();
        Thread others = interruptOthers(queue, 1);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        assertThat(batch.get(0).done()).isTrue();
        Await.until("it is interrupted", () -> Thread.currentThread().isInterrupted());
        batch.get(1).close();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        stop();
        others.join();
        assertThat(memory.settled())
                .containsExactly("3 bury cancelled", "4 bury cancelled", "1 ack", "2 bury cancelled");
    }

    @Test
    void aCancelOfAJobThatHasEndedInterruptsNobody() throws Exception {
        WorkQueue<String> queue = queues.queue("in", String.class);
        queue.put("x");
        WorkLease<String> lease = queue.take();
        assertThat(lease.done()).isTrue();
        memory.cancel(FIRST);
        Thread others = interruptOthers(queue, 2);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        stop();
        others.join();
        assertThat(memory.settled()).containsExactly("1 ack", "2 bury cancelled", "3 bury cancelled");
    }

    /** Has two more jobs cancelled and interrupted, one after the other: who was cancelled before them would have been, too. */
    private Thread interruptOthers(WorkQueue<String> queue, int settledThen) {
        queue.putAll(List.of("z", "z"));
        Thread others = new Thread(new HandlerLoop(
                "w.1",
                queues.handled("in", HandlerOptions.DEFAULT),
                Handlers.only(String.class, this::waitsForItsEnd)));
        others.start();
        Await.until("others have been interrupted", () -> memory.settled().size() == settledThen + 1);
        return others;
    }
}
