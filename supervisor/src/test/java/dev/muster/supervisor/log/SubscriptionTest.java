package dev.muster.supervisor.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.spec.WorkerId;
import dev.muster.supervisor.testkit.Await;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SubscriptionTest {

    private static final WorkerId WORKER = new WorkerId("printer", 1);

    private final ConcurrentLinkedQueue<String> told = new ConcurrentLinkedQueue<>();
    private final CountDownLatch slow = new CountDownLatch(1);
    private final Subscription subscription = new Subscription(any -> true, new Recorder());

    @AfterEach
    void end() {
        slow.countDown();
        subscription.close();
    }

    @Test
    void linesComeInOrderAndThenItIsTimeToFlush() throws Exception {
        slow.countDown();
        subscription.start();
        subscription.offer(lines(0, 3));

        assertThat(subscription.drain(Duration.ofSeconds(10))).isTrue();
        assertThat(told).startsWith("0", "1", "2").endsWith("caught up");
    }

    @Test
    void whoeverIsTooSlowIsToldWhereLinesAreMissing() throws Exception {
        subscription.offer(lines(0, 10_000));
        assertThat(subscription.full()).isTrue();
        subscription.drop(5);
        subscription.start();
        slow.countDown();
        assertThat(subscription.drain(Duration.ofSeconds(10))).isTrue();
        subscription.offer(lines(20_000, 20_001));
        assertThat(subscription.drain(Duration.ofSeconds(10))).isTrue();

        List<String> in =
                told.stream().filter(text -> !text.equals("caught up")).toList();
        assertThat(in).hasSize(8192 + 2);
        assertThat(in.get(8191)).isEqualTo("8191");
        assertThat(in.get(8192)).isEqualTo("dropped " + (10_000 - 8192 + 5));
        assertThat(in.get(8193)).isEqualTo("20000");
        assertThat(subscription.dropped()).isEqualTo(10_000 - 8192 + 5);
    }

    @Test
    void longLinesAreBoundedByTheirBytes() {
        Line megabyte = new Line(WORKER, LogStream.OUT, Optional.empty(), new byte[1 << 20]);
        subscription.offer(List.of(megabyte, megabyte, megabyte, megabyte, megabyte, megabyte));

        assertThat(subscription.queuedBytes()).isEqualTo(4 << 20);
        assertThat(subscription.dropped()).isEqualTo(2);
    }

    @Test
    void aListenerThatThrowsEndsItsSubscription() {
        Subscription broken = new Subscription(any -> true, line -> {
            throw new IllegalStateException("console gone");
        });
        broken.start();
        broken.offer(lines(0, 1));

        Await.until("its end", broken::closed);
        broken.offer(lines(1, 2));
        assertThat(broken.queuedBytes()).isZero();
    }

    @Test
    void closingDeliversNothingMore() {
        subscription.offer(lines(0, 3));
        subscription.close();
        subscription.start();
        slow.countDown();

        Await.until("its end", () -> !subscription.isAlive());
        assertThat(told).isEmpty();
    }

    private static List<Line> lines(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(Integer::toString)
                .map(text -> new Line(WORKER, LogStream.OUT, Optional.empty(), text.getBytes(UTF_8)))
                .toList();
    }

    private final class Recorder implements LineListener {

        @Override
        public void line(Line line) {
            try {
                slow.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            told.add(line.text());
        }

        @Override
        public void dropped(long lines) {
            told.add("dropped " + lines);
        }

        @Override
        public void caughtUp() {
            told.add("caught up");
        }
    }
}
