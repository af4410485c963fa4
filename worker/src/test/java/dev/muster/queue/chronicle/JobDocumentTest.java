package dev.muster.queue.chronicle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.queue.Job;
import dev.muster.queue.Priority;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import net.openhft.chronicle.bytes.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JobDocumentTest {

    private final JobDocument documents = new JobDocument();

    private byte[] written(Job job) {
        Bytes<byte[]> bytes = Bytes.allocateElasticOnHeap();
        documents.prepare(job, 1_800_000_000_000L, 0, JobDocument.NOBODY);
        documents.write(bytes, 77);
        return bytes.toByteArray();
    }

    private static Job job() {
        return new Job("print", "text/plain", "hello".getBytes(StandardCharsets.UTF_8), Duration.ZERO);
    }

    @Test
    void aFlippedBitAnywhereIsNoticed() {
        byte[] document = written(job());
        assertThat(documents.read(Bytes.wrapForRead(document))).isNotNull();
        for (int bit = 0; bit < document.length * 8; bit++) {
            byte[] damaged = document.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(documents.read(Bytes.wrapForRead(damaged)))
                    .as("bit %d", bit)
                    .isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1023, 1024, 1025, 1800, 1801, 5000})
    void aPayloadOfAnySizeIsReadWhereverItLies(int size) {
        byte[] payload = new byte[size];
        RandomGenerator.getDefault().nextBytes(payload);
        Job job = new Job("print", "text/plain", payload, Duration.ZERO, Priority.LOW, "key");
        byte[] document = written(job);
        Bytes<?> mapped = Bytes.allocateElasticDirect(document.length);
        mapped.write(document);
        Bytes<byte[]> longer = Bytes.wrapForRead(Arrays.copyOf(document, document.length + 100));
        for (JobDocument.Stored stored :
                Arrays.asList(documents.read(longer), documents.read(mapped.addressForRead(0), document.length))) {
            assertThat(stored).isNotNull();
            assertThat(stored.id()).isEqualTo(77);
            assertThat(stored.job()).usingRecursiveComparison().isEqualTo(job);
        }
        assertThat(longer.readPosition()).isEqualTo(document.length);
        for (int at = 0; at < document.length; at += 1 + document.length / 50) {
            mapped.writeByte(at, (byte) ~document[at]);
            assertThat(documents.read(mapped.addressForRead(0), document.length))
                    .as("byte %d", at)
                    .isNull();
            mapped.writeByte(at, document[at]);
        }
        mapped.releaseLast();
    }

    @Test
    void aTruncatedDocumentIsNoticed() {
        byte[] document = written(job());
        for (int length = 0; length < document.length; length++) {
            byte[] truncated = java.util.Arrays.copyOf(document, length);
            assertThat(documents.read(Bytes.wrapForRead(truncated)))
                    .as("%d bytes", length)
                    .isNull();
        }
    }

    @Test
    void aNameThatIsTooLongIsRefusedBeforeAnythingIsWritten() {
        Job job = new Job("x".repeat(256), "", new byte[0], Duration.ZERO);
        assertThatThrownBy(() -> documents.prepare(job, 0, 0, JobDocument.NOBODY))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("type of 256 bytes");
    }
}
