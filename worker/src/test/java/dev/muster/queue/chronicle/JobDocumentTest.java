package dev.muster.queue.chronicle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.queue.Job;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import net.openhft.chronicle.bytes.Bytes;
import org.junit.jupiter.api.Test;

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
