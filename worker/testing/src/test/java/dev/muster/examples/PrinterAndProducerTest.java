package dev.muster.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.testing.Handled;
import dev.muster.testing.InlineMuster;
import dev.muster.testing.MusterExtension;
import dev.muster.testing.TestWorker;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The workers of the demo, tested as a user would test them. */
@ExtendWith(MusterExtension.class)
class PrinterAndProducerTest {

    private static final TestWorker PRINTER = TestWorker.of(Printer.class).withQueue("in", "numbers");

    private static final TestWorker PRODUCER =
            TestWorker.of(Producer.class).withSettings(Map.of("interval", "1s")).withQueue("out", "numbers");

    @Test
    void printerPrintsEachNumberOnce(InlineMuster muster) {
        muster.start(PRINTER);
        muster.queue("numbers", Long.class).put(42L);
        assertThat(muster.drain().assertAllDone().jobs())
                .extracting(job -> job.payload(Long.class))
                .containsExactly(42L);
        muster.assertNothingEnqueued("numbers");
    }

    @Test
    void producerPutsANumberEveryIntervalAndGoesOnWhereItWas(InlineMuster muster) {
        muster.start(PRODUCER);
        muster.clock().advance(Duration.ofSeconds(2));
        assertThat(muster.enqueued("numbers", Long.class)).containsExactly(0L, 1L, 2L);
        muster.start(PRINTER);
        assertThat(muster.drain().jobs()).extracting(Handled::queue).hasSize(3).containsOnly("numbers");
        muster.clock().advance(Duration.ofMillis(1500));
        muster.assertEnqueued("numbers", 3L);
    }

    @Test
    void producerHoldsANumberBackThatTheQueueDoesNotTake(InlineMuster muster) {
        muster.withQueue("numbers", Map.of("max-backlog", 2)).start(PRODUCER);
        muster.clock().advance(Duration.ofSeconds(5));
        muster.start(PRINTER);
        muster.drain();
        muster.clock().advance(Duration.ofSeconds(1));
        assertThat(muster.enqueued("numbers", Long.class)).as("no gap").containsExactly(2L);
    }
}
