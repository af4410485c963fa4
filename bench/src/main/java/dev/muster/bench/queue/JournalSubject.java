package dev.muster.bench.queue;

import java.nio.file.Path;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.queue.RollCycles;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.wire.DocumentContext;
import net.openhft.chronicle.wire.Wire;

/**
 * A bare Chronicle journal with the settings of the engine's segments: what a queue could reach if claims, acknowledgements
 * and checksums cost nothing. Every tailer sees every message, so one reads them.
 */
final class JournalSubject implements Subject {

    private static final long CLOCK_MS = 86_400_000;
    private static final long BLOCK_BYTES = 128L << 20;

    private final ChronicleQueue journal;
    private final ExcerptAppender appender;

    JournalSubject(Path directory) {
        this.journal = SingleChronicleQueueBuilder.binary(directory)
                .rollCycle(RollCycles.FAST_DAILY)
                .timeProvider(() -> CLOCK_MS)
                .blockSize(BLOCK_BYTES)
                .build();
        this.appender = journal.createAppender();
    }

    @Override
    public void put(int jobs, int batch, byte[] payload) {
        for (int i = 0; i < jobs; i++) {
            try (DocumentContext document = appender.writingDocument()) {
                bytes(document).write(payload);
            }
        }
    }

    private static Bytes<?> bytes(DocumentContext document) {
        Wire wire = document.wire();
        if (wire == null) {
            throw new IllegalStateException("a document without a wire");
        }
        return wire.bytes();
    }

    @Override
    public Taker taker() {
        ExcerptTailer tailer = journal.createTailer();
        return new Taker() {
            @Override
            public int take(int max) {
                for (int taken = 0; taken < max; taken++) {
                    try (DocumentContext document = tailer.readingDocument()) {
                        if (!document.isPresent()) {
                            return taken;
                        }
                        Bytes<?> bytes = bytes(document);
                        bytes.read(new byte[(int) bytes.readRemaining()]);
                    }
                }
                return max;
            }

            @Override
            public void close() {
                tailer.close();
            }
        };
    }

    @Override
    public void close() {
        appender.close();
        journal.close();
    }
}
