package dev.muster.queue.chronicle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.queue.Job;
import dev.muster.queue.ledger.LedgerFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.queue.RollCycles;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.wire.DocumentContext;
import net.openhft.chronicle.wire.Wire;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalEndTest {

    private static final int INDEXED = 256; // as often as Chronicle notes where a document lies

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path files;

    private final JobDocument documents = new JobDocument();
    private final List<byte[]> written = new ArrayList<>();
    private final RandomGenerator random =
            RandomGeneratorFactory.of("L64X128MixRandom").create(4);

    @SuppressWarnings("NullAway.Init")
    private SharedQueue shared;

    /** The same journal twice, as two processes have it. */
    private final List<Segment> segments = new ArrayList<>();

    @BeforeEach
    void open() {
        shared = SharedQueue.acquire(QueueUrl.parse("end", "chronicle:" + files), () -> {});
        LedgerFile ledger = shared.directory().ledgers().find(1);
        if (ledger == null) {
            throw new AssertionError("no first segment");
        }
        for (int i = 0; i < 2; i++) {
            segments.add(Segment.open(shared.directory(), ledger));
        }
    }

    @AfterEach
    void close() {
        segments.forEach(Segment::close);
        shared.release();
    }

    private byte[] payload(int most) {
        byte[] payload = new byte[random.nextInt(most + 1)];
        random.nextBytes(payload);
        return payload;
    }

    private void append(JournalEnd end, byte[] payload) {
        begin(end, payload);
        assertThat(end.index()).isEqualTo(written.size());
        end.write(documents, end.index());
        end.publish();
        written.add(payload);
    }

    private void begin(JournalEnd end, byte[] payload) {
        documents.prepare(Job.bytes(payload), 0, 0, JobDocument.NOBODY);
        end.open(documents.length());
    }

    private void assertThatAllIsThere() {
        try (ExcerptTailer tailer = segments.get(0).tailer()) {
            for (int i = 0; i < written.size(); i++) {
                assertThat(read(tailer, i)).as("document %d", i).isEqualTo(written.get(i));
            }
            assertThat(tailer.readingDocument().isPresent()).isFalse();
            for (int i = written.size() - 1; i >= 0; i -= 7) {
                assertThat(Segment.moveTo(tailer, i)).as("move to %d", i).isTrue();
                assertThat(read(tailer, i)).as("document %d", i).isEqualTo(written.get(i));
            }
            assertThat(Segment.moveTo(tailer, written.size())).isFalse();
        }
    }

    private byte @Nullable [] read(ExcerptTailer tailer, int index) {
        try (DocumentContext document = tailer.readingDocument()) {
            assertThat(document.isPresent()).isTrue();
            assertThat(Segment.index(document)).isEqualTo(index);
            Wire wire = document.wire();
            JobDocument.@Nullable Stored stored = wire == null ? null : documents.read(wire.bytes());
            assertThat(stored).isNotNull();
            return stored == null ? null : stored.job().payload();
        }
    }

    private void assertThatReads(JournalReader reader, int from) {
        for (int i = from; i < written.size(); i++) {
            assertThat(reader.next()).as("document %d", i).isTrue();
            assertThat(reader.index()).isEqualTo(i);
            assertThat(reader.read(documents))
                    .as("document %d", i)
                    .extracting(stored -> stored.job().payload())
                    .isEqualTo(written.get(i));
        }
        assertThat(reader.next()).isFalse();
    }

    @Test
    void whatTwoProcessesAppendInTurnIsReadInThatOrder() {
        while (written.size() < 5 * INDEXED) {
            JournalEnd end = segments.get(random.nextInt(2)).end();
            for (int left = random.nextInt(random.nextInt(8) == 0 ? 2 * INDEXED : 8); left >= 0; left--) {
                append(end, payload(random.nextInt(20) == 0 ? 10_000 : 40));
            }
            end.unlock();
        }
        assertThatAllIsThere();
    }

    @Test
    void aReaderFollowsFromItsFirstDocumentOn() {
        for (int i = 0; i < 1000; i++) {
            append(segments.get(0).end(), payload(40));
        }
        try (ExcerptTailer late = segments.get(0).tailer();
                JournalReader fromTheStart = new JournalReader(segments.get(1).tailer());
                JournalReader fromThere = new JournalReader(late)) {
            assertThat(Segment.moveTo(late, 700)).isTrue();
            assertThatReads(fromThere, 700);
            assertThatReads(fromTheStart, 0);
            for (int round = 0; round < 100; round++) {
                int known = written.size();
                for (int left = random.nextInt(10); left > 0; left--) {
                    append(segments.get(0).end(), payload(40));
                }
                assertThatReads(fromTheStart, known);
                assertThatReads(fromThere, known);
            }
        }
    }

    @Test
    void aReaderPassesTheEndOfAMapping() {
        int jobs = 150; // 150 MB, which is more than what is mapped at a time
        byte[] payload = payload(1);
        try (JournalReader reader = new JournalReader(segments.get(1).tailer())) {
            assertThat(reader.next()).isFalse();
            for (int i = 0; i < jobs; i++) {
                payload = Arrays.copyOf(payload, (1 << 20) + i);
                append(segments.get(0).end(), payload);
                segments.get(0).end().unlock();
                assertThatReads(reader, i);
            }
        }
        try (JournalReader reader = new JournalReader(segments.get(1).tailer())) {
            assertThatReads(reader, 0);
        }
    }

    @Test
    void aReaderPassesThePagesOfTheIndex() {
        try (ChronicleQueue paged = SingleChronicleQueueBuilder.binary(files.resolve("paged"))
                        .rollCycle(RollCycles.FAST_DAILY)
                        .timeProvider(() -> 86_400_000)
                        .indexSpacing(1)
                        .indexCount(8) // a page before every eighth document
                        .build();
                ExcerptAppender appender = paged.createAppender();
                JournalReader reader = new JournalReader(paged.createTailer())) {
            for (int i = 0; i < 60; i++) {
                try (DocumentContext document = appender.writingDocument()) {
                    written.add(payload(40));
                    documents.prepare(Job.bytes(written.get(i)), 0, 0, JobDocument.NOBODY);
                    documents.write(Objects.requireNonNull(document.wire()).bytes(), i);
                }
            }
            assertThatReads(reader, 0);
        }
    }

    @Test
    void whatADeadWriterLeftBehindTheEndIsNoDocument() {
        JournalEnd end = segments.get(0).end();
        append(end, payload(10));
        for (int i = 0; i < 20; i++) {
            byte[] rest = new byte[400];
            Arrays.fill(rest, (byte) 4); // which may be taken for a header
            begin(end, rest);
            end.write(documents, written.size());
            end.drop();
            append(i % 3 == 0 ? segments.get(1).end() : end, payload(40));
            segments.forEach(segment -> segment.end().unlock());
        }
        assertThatAllIsThere();
    }
}
