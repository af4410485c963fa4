package dev.muster.queue.chronicle;

import dev.muster.queue.Job;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.zip.CRC32C;
import net.openhft.chronicle.bytes.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * A job as it lies in the journal: {@code crc32c:4 flags:4 time:8 type-length:2 content-type-length:2 payload-length:4}, then
 * type, content type, payload; little-endian; the checksum covers everything behind itself. Confined to a thread.
 */
final class JobDocument {

    static final int MAX_NAME_BYTES = 255;

    private static final int HEAD_BYTES = 24;

    private final CRC32C crc = new CRC32C();
    private final ByteBuffer head =
            ByteBuffer.allocate(HEAD_BYTES + 2 * MAX_NAME_BYTES).order(ByteOrder.LITTLE_ENDIAN);

    /** Prepares the head of a document. @throws IllegalArgumentException when a name is too long */
    void prepare(Job job, long nowMs) {
        byte[] type = name("type", job.type());
        byte[] contentType = name("content type", job.contentType());
        head.clear();
        head.putInt(0).putInt(0).putLong(nowMs);
        head.putShort((short) type.length).putShort((short) contentType.length).putInt(job.payload().length);
        head.put(type).put(contentType);
        crc.reset();
        crc.update(head.array(), 4, head.position() - 4);
        crc.update(job.payload(), 0, job.payload().length);
        head.putInt(0, (int) crc.getValue());
    }

    void write(Bytes<?> out, Job job) {
        out.write(head.array(), 0, head.position());
        out.write(job.payload());
    }

    private static byte[] name(String what, String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > MAX_NAME_BYTES) {
            throw new IllegalArgumentException(
                    what + " of " + bytes.length + " bytes is too long (at most " + MAX_NAME_BYTES + ")");
        }
        return bytes;
    }

    /** Reads a document, null when its checksum or its lengths are wrong. */
    @Nullable
    Job read(Bytes<?> in) {
        if (in.readRemaining() < HEAD_BYTES) {
            return null;
        }
        head.clear();
        in.read(head.array(), 0, HEAD_BYTES);
        int typeLength = head.getShort(16);
        int contentTypeLength = head.getShort(18);
        int payloadLength = head.getInt(20);
        if (typeLength < 0
                || typeLength > MAX_NAME_BYTES
                || contentTypeLength < 0
                || contentTypeLength > MAX_NAME_BYTES
                || payloadLength < 0
                || payloadLength > in.readRemaining() - typeLength - contentTypeLength) {
            return null;
        }
        in.read(head.array(), HEAD_BYTES, typeLength + contentTypeLength);
        byte[] payload = new byte[payloadLength];
        in.read(payload);
        crc.reset();
        crc.update(head.array(), 4, HEAD_BYTES - 4 + typeLength + contentTypeLength);
        crc.update(payload, 0, payloadLength);
        if ((int) crc.getValue() != head.getInt(0)) {
            return null;
        }
        return new Job(
                text(HEAD_BYTES, typeLength), text(HEAD_BYTES + typeLength, contentTypeLength), payload, Duration.ZERO);
    }

    private String text(int offset, int length) {
        return length == 0 ? "" : new String(head.array(), offset, length, StandardCharsets.UTF_8);
    }
}
