package dev.muster.queue.chronicle;

import dev.muster.queue.Job;
import dev.muster.queue.Priority;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.List;
import java.util.zip.CRC32C;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.core.UnsafeMemory;
import org.jspecify.annotations.Nullable;

/**
 * A job as it lies in the journal: {@code crc32c:4 flags-and-content-type:1 priority:1 type-length:1 content-type-length:1 payload-length:4
 * key-length:1 0:1 reply-slot:2 put-at:8 id:8}, then, where the flags say so, {@code origin:8} and {@code not-before:8}, then type, content type,
 * unique key and payload; little-endian. The checksum covers everything behind itself. A document names its own place, so that the
 * files can be read without the journal's index. Confined to a thread.
 */
final class JobDocument {

    static final int HEAD_BYTES = 32;
    private static final int ID = 24;
    static final int MAX_HEAD_BYTES = HEAD_BYTES + 16 + 3 * KnownName.MAX_BYTES;

    /** Nobody waits for the job's result. */
    static final int NOBODY = -1;

    private static final int HAS_ORIGIN = 1;
    private static final int HAS_NOT_BEFORE = 2;
    /** Content types that are not written out, by the number in the flags. */
    private static final List<String> CONTENT_TYPES = List.of("", "application/octet-stream", "application/json");

    private static final int CONTENT_TYPE_SHIFT = 4;
    private static final List<Priority> PRIORITIES = List.of(Priority.NORMAL, Priority.HIGH, Priority.LOW);

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final KnownName types = new KnownName("type");
    private final KnownName contentTypes = new KnownName("content type");
    private final KnownName keys = new KnownName("unique key");
    private final CRC32C crc = new CRC32C();
    private final ByteBuffer head = ByteBuffer.allocate(MAX_HEAD_BYTES).order(ByteOrder.LITTLE_ENDIAN);

    /**
     * A job with what the journal knows of it.
     *
     * @param id the place where it lies
     * @param origin the place where it was put first, which is its identity for users
     * @param putAtMs when it was put first
     * @param notBeforeMs when it was to be ready at the earliest, 0 for at once
     * @param replySlot the slot that waits for the result, or {@link #NOBODY}
     */
    record Stored(Job job, long id, long origin, long putAtMs, long notBeforeMs, int replySlot) {

        /** The same for nobody who waits. */
        Stored withoutCaller() {
            return new Stored(job, id, origin, putAtMs, notBeforeMs, NOBODY);
        }
    }

    /** Prepares the document of a new job. @throws IllegalArgumentException when a name is too long */
    void prepare(Job job, long nowMs, long notBeforeMs, int replySlot) {
        prepare(job, nowMs, 0, notBeforeMs, replySlot);
    }

    /** Prepares the document of a job that lies elsewhere already. */
    void prepareCopy(Stored stored) {
        prepare(stored.job(), stored.putAtMs(), stored.origin(), stored.notBeforeMs(), stored.replySlot());
    }

    /** Prepares the document of a job's result. */
    void prepareResult(Job result, long origin, long nowMs) {
        prepare(result, nowMs, origin, 0, NOBODY);
    }

    private void prepare(Job job, long putAtMs, long origin, long notBeforeMs, int replySlot) {
        int known = Math.max(0, CONTENT_TYPES.indexOf(job.contentType()));
        byte[] type = types.bytes(job.type());
        byte[] contentType = contentTypes.bytes(known == 0 ? job.contentType() : "");
        byte[] key = keys.bytes(job.uniqueKey());
        int flags =
                known << CONTENT_TYPE_SHIFT | (origin == 0 ? 0 : HAS_ORIGIN) | (notBeforeMs == 0 ? 0 : HAS_NOT_BEFORE);
        head.clear();
        head.putInt(0).put((byte) flags).put((byte) PRIORITIES.indexOf(job.priority()));
        head.put((byte) type.length).put((byte) contentType.length).putInt(job.payload().length);
        head.put((byte) key.length)
                .put((byte) 0)
                .putShort((short) (replySlot + 1))
                .putLong(putAtMs)
                .putLong(0);
        if (origin != 0) {
            head.putLong(origin);
        }
        if (notBeforeMs != 0) {
            head.putLong(notBeforeMs);
        }
        head.put(type).put(contentType).put(key);
        crc.reset();
        crc.update(head.array(), 4, ID - 4);
        crc.update(head.array(), HEAD_BYTES, head.position() - HEAD_BYTES);
        crc.update(job.payload(), 0, job.payload().length);
    }

    /** How many bytes {@link #write} is going to write. */
    int length(Job job) {
        return head.position() + job.payload().length;
    }

    /** Writes what was prepared; only now the place is known. */
    void write(Bytes<?> out, Job job, long id) {
        complete(id);
        out.write(head.array(), 0, head.position());
        out.write(job.payload());
    }

    /** The same for an address that has room for it. @return how many bytes it has */
    int write(long address, Job job, long id) {
        complete(id);
        byte[] payload = job.payload();
        UnsafeMemory.INSTANCE.copyMemory(head.array(), 0, address, head.position());
        UnsafeMemory.INSTANCE.copyMemory(payload, 0, address + head.position(), payload.length);
        return head.position() + payload.length;
    }

    private void complete(long id) {
        head.putLong(ID, id);
        crc.update(head.array(), ID, Long.BYTES);
        head.putInt(0, (int) crc.getValue());
    }

    /** The place that a document names as its own, before anything about it is known to be true. */
    static long id(byte[] bytes, int offset) {
        return (long) LONGS.get(bytes, offset + ID);
    }

    /** Reads a document, null when its checksum or its lengths are wrong. */
    @Nullable
    Stored read(Bytes<?> in) {
        if (in.readRemaining() < HEAD_BYTES) {
            return null;
        }
        byte[] bytes = head.array();
        in.read(bytes, 0, HEAD_BYTES);
        int flags = bytes[4] & 0xff;
        int type = bytes[6] & 0xff;
        int contentType = bytes[7] & 0xff;
        int payloadLength = head.getInt(8);
        int key = bytes[12] & 0xff;
        int replySlot = head.getShort(14) - 1;
        int fixed = HEAD_BYTES + 8 * Integer.bitCount(flags & (HAS_ORIGIN | HAS_NOT_BEFORE));
        long names = (long) fixed - HEAD_BYTES + type + contentType + key;
        boolean sound = replySlot >= NOBODY
                && payloadLength >= 0
                && payloadLength <= in.readRemaining() - names
                && flags >>> CONTENT_TYPE_SHIFT < CONTENT_TYPES.size()
                && bytes[5] >= 0
                && bytes[5] < PRIORITIES.size();
        if (!sound) {
            return null;
        }
        in.read(bytes, HEAD_BYTES, (int) names);
        byte[] payload = new byte[payloadLength];
        in.read(payload);
        crc.reset();
        crc.update(bytes, 4, ID - 4);
        crc.update(bytes, HEAD_BYTES, (int) names);
        crc.update(payload, 0, payloadLength);
        crc.update(bytes, ID, Long.BYTES);
        if ((int) crc.getValue() != head.getInt(0)) {
            return null;
        }
        long id = head.getLong(ID);
        int known = flags >>> CONTENT_TYPE_SHIFT;
        Job job = new Job(
                types.text(bytes, fixed, type),
                known == 0 ? contentTypes.text(bytes, fixed + type, contentType) : CONTENT_TYPES.get(known),
                payload,
                Duration.ZERO,
                PRIORITIES.get(bytes[5]),
                keys.text(bytes, fixed + type + contentType, key));
        long origin = (flags & HAS_ORIGIN) == 0 ? id : head.getLong(HEAD_BYTES);
        long notBefore = (flags & HAS_NOT_BEFORE) == 0 ? 0 : head.getLong(fixed - Long.BYTES);
        return new Stored(job, id, origin, head.getLong(16), notBefore, replySlot);
    }
}
