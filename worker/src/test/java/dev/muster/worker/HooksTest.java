package dev.muster.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.muster.testkit.Await;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

@Timeout(30)
final class HooksTest {
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private final AtomicInteger watches = new AtomicInteger();
    private final Hooks hooks = new Hooks("printer.1#1", watches::incrementAndGet, failures::add);

    @Test
    void readyHooksAreCalledOnceInTheirOrderAndLateOnesAtOnce() {
        hooks.onReady(() -> heard.add("first"));
        hooks.onReady(() -> heard.add("second"));
        assertThat(heard).isEmpty();
        hooks.ready();
        hooks.ready();
        hooks.onReady(() -> heard.add("late"));
        Await.until("three calls", () -> heard.size() >= 3);
        assertThat(heard).containsExactly("first", "second", "late");
    }

    @Test
    void readyHookThatThrowsIsTheWorkersTrouble() {
        hooks.onReady(() -> {
            throw new IllegalStateException("not really");
        });
        hooks.ready();
        Await.until("a failure", () -> !failures.isEmpty());
        assertThat(failures).singleElement().hasToString("java.lang.IllegalStateException: not really");
    }

    @Test
    void terminateHooksAreAllCalledTheLastOneFirst() {
        hooks.onTerminate(left -> heard.add("first " + left));
        hooks.onTerminate(left -> {
            throw new IllegalStateException("in the middle");
        });
        hooks.onTerminate(left -> heard.add("last " + left));
        assertThat(hooks.terminate(System.nanoTime()))
                .singleElement()
                .hasToString("java.lang.IllegalStateException: in the middle");
        assertThat(heard).containsExactly("last PT0S", "first PT0S");
        assertThat(hooks.terminate(System.nanoTime())).isEmpty();
        assertThatExceptionOfType(StoppingException.class).isThrownBy(() -> hooks.onTerminate(left -> {}));
    }

    @Test
    void reloadEndsAtTheHookThatThrows() {
        assertThat(hooks.reloads()).isFalse();
        hooks.onReload(settings -> heard.add("first " + settings));
        hooks.onReload(settings -> {
            throw new IllegalArgumentException("refused");
        });
        hooks.onReload(settings -> heard.add("third"));
        assertThat(hooks.reloads()).isTrue();
        assertThatIllegalArgumentException().isThrownBy(() -> hooks.reload(Settings.of(Map.of("a", 1))));
        assertThat(heard).containsExactly("first {\"a\":1}");
    }

    @Test
    void deathIsToldToEveryHookWhateverAnotherThrows() {
        hooks.onPeerDeath(death -> {
            throw new AssertionError("cannot mourn");
        });
        hooks.onPeerDeath(death -> heard.add(death.worker()));
        assertThat(watches).hasValue(2);
        hooks.died(death(1));
        hooks.died(death(2));
        Await.until("two deaths", () -> heard.size() == 2);
        assertThat(heard).containsExactly("other.1", "other.2");
        assertThat(failures).isEmpty();
    }

    @Test
    void hookThatHangsHoldsUpNeitherTheCallerNorReadiness() {
        CountDownLatch released = new CountDownLatch(1);
        hooks.onPeerDeath(death -> {
            try {
                released.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            heard.add(death.worker());
        });
        for (int i = 1; i <= 10_100; i++) {
            hooks.died(death(i));
        }
        hooks.onReady(() -> heard.add("ready"));
        hooks.ready();
        Await.until("readiness", () -> heard.contains("ready"));
        released.countDown();
        Await.until("what was kept", () -> heard.size() >= 10_002);
        assertThat(heard).contains("other.1", "other.10001").doesNotContain("other.10002");
    }

    @Test
    void threadOfHooksIsThereOnlyWhileThereIsSomethingToDo() {
        List<Thread> threads = new CopyOnWriteArrayList<>();
        hooks.onPeerDeath(death -> threads.add(Thread.currentThread()));
        hooks.died(death(1));
        Await.until("the call", () -> !threads.isEmpty());
        Await.until("its thread's end", () -> !threads.get(0).isAlive());
        hooks.died(death(2));
        Await.until("another call", () -> threads.size() == 2);
    }

    @Test
    void deathsThatArePassedOverAreToldOfOnceAndOnceMoreWhenItHappensAgain() {
        Logger log = (Logger) LoggerFactory.getLogger("dev.muster.worker");
        ListAppender<ILoggingEvent> told = new ListAppender<>();
        told.start();
        log.addAppender(told);
        try {
            Semaphore mayMourn = new Semaphore(0);
            AtomicInteger begun = new AtomicInteger();
            hooks.onPeerDeath(death -> {
                begun.incrementAndGet();
                mayMourn.acquireUninterruptibly();
                heard.add(death.worker());
            });
            for (int time = 1; time <= 2; time++) {
                hooks.died(death(1));
                int kept = 10_001 * time;
                Await.until("the first call", () -> begun.get() == kept - 10_000);
                for (int i = 2; i <= 10_100; i++) {
                    hooks.died(death(i));
                }
                assertThat(told.list).hasSize(time);
                mayMourn.release(10_001);
                Await.until("what was kept", () -> heard.size() == kept);
            }
            assertThat(told.list.get(1).getFormattedMessage()).contains("does not keep up", "other.10002#1");
        } finally {
            log.detachAppender(told);
        }
    }

    private static PeerDeath death(int slot) {
        return new PeerDeath("other." + slot, 1, false, "exit 1", OptionalInt.of(1), Optional.empty());
    }
}
