package dev.muster.supervisor.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.log.LogStream;
import dev.muster.supervisor.testkit.Await;
import dev.muster.supervisor.testkit.Specs;
import dev.muster.wire.RpcMessage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code logs} with {@code follow}: every line once, in order, and a slow reader holds up nobody but itself. */
@Timeout(60)
final class FollowingTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    private final PaperFleet master;

    FollowingTest(@TempDir Path directory) {
        master = new PaperFleet(directory, Specs.fleet(Specs.printer().workers(2))).awaitReady();
    }

    @AfterEach
    void close() {
        master.close();
    }

    private static Fields follow(ControlClient client, Map<String, Object> more) {
        Map<String, Object> params = new HashMap<>(Map.of("follow", true, "lines", 10));
        params.putAll(more);
        return client.call("logs", params);
    }

    private static String next(ControlClient client) {
        Optional<RpcMessage.Notification> next = client.nextNotification(SOON);
        return Fields.of(next.orElseThrow().params()).text("text");
    }

    @Test
    void pastAndPresentJoinWithoutAGapOrADouble() throws InterruptedException, ExecutionException {
        AtomicInteger printed = new AtomicInteger();
        ExecutorService printer = Executors.newSingleThreadExecutor();
        Future<?> printing = printer.submit(() -> {
            while (printed.get() < 3000) {
                master.print("printer.1", LogStream.OUT, Integer.toString(printed.getAndIncrement()));
            }
        });
        Await.until("a past", () -> printed.get() > 100);
        try (ControlClient client = master.client()) {
            List<Fields> past = follow(client, Map.of()).objects("lines");
            int last = Integer.parseInt(past.get(past.size() - 1).text("text"));
            while (last < 2999) {
                assertThat(Integer.parseInt(next(client))).isEqualTo(last + 1);
                last++;
            }
        }
        printing.get();
        printer.shutdown();
    }

    @Test
    void linesBetweenTheSubscriptionAndTheEndOfThePastAreToldOnce() {
        master.beforeTail(question -> {
            master.print("printer.1", LogStream.OUT, "a");
            master.print("printer.1", LogStream.OUT, "b");
        });
        try (ControlClient client = master.client()) {
            Fields past = follow(client, Map.of("selectors", List.of("printer.1"), "lines", 1));
            assertThat(past.objects("lines"))
                    .extracting(line -> line.text("text"))
                    .containsExactly("b");
            master.print("printer.1", LogStream.OUT, "c");
            assertThat(next(client)).isEqualTo("c");
        }
    }

    @Test
    void onlyWhatWasAskedForIsFollowed() {
        try (ControlClient client = master.client()) {
            follow(client, Map.of("selectors", List.of("printer.2"), "err", true));
            master.print("printer.1", LogStream.ERR, "another worker");
            master.print("printer.2", LogStream.OUT, "another stream");
            master.print("printer.2", LogStream.ERR, "this one");
            assertThat(next(client)).isEqualTo("this one");
        }
    }

    @Test
    void slotsThatAServiceGetsLaterAreFollowedToo() {
        try (ControlClient client = master.client()) {
            follow(client, Map.of("selectors", List.of("printer")));
            master.print("printer.3", LogStream.OUT, "new here");
            assertThat(next(client)).isEqualTo("new here");
        }
    }

    @Test
    void readerThatTakesNothingMakesItsOwnSubscriptionWaitAndNobodyElse() throws IOException {
        ExecutorService printer = Executors.newSingleThreadExecutor();
        String line = "x".repeat(1000);
        AtomicInteger printed = new AtomicInteger();
        Future<?> printing;
        try (RawClient asleep = new RawClient(master.home().controlSocket())) {
            asleep.send("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"logs\",\"params\":{\"follow\":true}}\n");
            Await.until("a follower", master::isFollowed);
            printing = printer.submit(() -> {
                for (int i = 0; i < 20_000; i++) {
                    master.print("printer.1", LogStream.OUT, line);
                    printed.incrementAndGet();
                }
            });
            Await.until("the first lines", () -> printed.get() > 200);
            try (ControlClient client = master.client()) {
                assertThat(client.call("status", Map.of()).objects("workers")).hasSize(2);
            }
            // 20 MB do not fit into the kernel's buffers and the window: the printing thread, which stands for that of
            // the
            // subscription, is held until the reader goes away.
            assertThat(printing.isDone()).isFalse();
        }
        Await.until("the subscription to end", () -> !master.isFollowed());
        Await.until("the end of the printing", printing::isDone);
        printer.shutdown();
    }
}
