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
    private static final int PAYLOAD = 8;
    private static final int REPLY_SLOT = 14;
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

    private static final UnsafeMemory MEMORY = UnsafeMemory.INSTANCE;
    private static final long ARRAY = UnsafeMemory.UNSAFE.arrayBaseOffset(byte[].class);
    private static final byte[] NOTHING = {};
    /** A payload up to this size lies behind its head in one piece. */
    private static final int SMALL = 1024;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final KnownName types = new KnownName("type");
    private final KnownName contentTypes = new KnownName("content type");
    private final KnownName keys = new KnownName("unique key");
    private final CRC32C crc = new CRC32C();
    private final ByteBuffer head = ByteBuffer.allocate(MAX_HEAD_BYTES + SMALL).order(ByteOrder.LITTLE_ENDIAN);
    private byte[] rest = NOTHING; // the payload that did not fit

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
        byte[] payload = job.payload();
        head.clear();
        head.putInt(0).put((byte) flags).put((byte) PRIORITIES.indexOf(job.priority()));
        head.put((byte) type.length).put((byte) contentType.length).putInt(payload.length);
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
        boolean small = payload.length <= SMALL;
        rest = small ? NOTHING : payload;
        head.put(payload, 0, small ? payload.length : 0);
        crc.reset();
        crc.update(head.array(), 4, ID - 4);
        crc.update(head.array(), HEAD_BYTES, head.position() - HEAD_BYTES);
        if (!small) {
            crc.update(payload, 0, payload.length);
        }
    }

    /** How many bytes {@link #write} is going to write. */
    int length() {
        return head.position() + rest.length;
    }

    /** Writes what was prepared; only now the place is known. */
    void write(Bytes<?> out, long id) {
        complete(id);
        out.write(head.array(), 0, head.position());
        out.write(rest);
        rest = NOTHING; // may be large
    }

    /** The same for an address where there is room for it. */
    void write(long address, long id) {
        complete(id);
        MEMORY.copyMemory(head.array(), 0, address, head.position());
        if (rest.length > 0) {
            MEMORY.copyMemory(rest, 0, address + head.position(), rest.length);
            rest = NOTHING; // may be large
        }
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
        long start = in.readPosition();
        int size = (int) in.readRemaining();
        int inHead = Math.min(size, head.capacity());
        in.read(head.array(), 0, inHead);
        int behind = payloadFrom(size);
        if (behind < 0) {
            return null;
        }
        byte[] payload = new byte[head.getInt(PAYLOAD)];
        int known = fromHead(behind, payload);
        in.read(payload, known, payload.length - known);
        in.readPosition(start + behind + payload.length); // where it ends by its own account
        return checked(behind, payload);
    }

    /** The same for one that lies at an address. */
    @Nullable
    Stored read(long address, int size) {
        int inHead = Math.min(size, head.capacity());
        MEMORY.copyMemory(address, head.array(), ARRAY, inHead);
        int behind = payloadFrom(size);
        if (behind < 0) {
            return null;
        }
        byte[] payload = new byte[head.getInt(PAYLOAD)];
        int known = fromHead(behind, payload);
        if (known < payload.length) {
            MEMORY.copyMemory(address + behind + known, payload, ARRAY + known, payload.length - known);
        }
        return checked(behind, payload);
    }

    /** Takes from the payload what has been read with the head. @return how much that is */
    private int fromHead(int behind, byte[] payload) {
        int known = Math.min(payload.length, head.capacity() - behind);
        System.arraycopy(head.array(), behind, payload, 0, known);
        return known;
    }

    /** Where the payload begins, negative if the head cannot be true. */
    private int payloadFrom(int size) {
        if (size < HEAD_BYTES) {
            return -1;
        }
        byte[] bytes = head.array();
        int flags = bytes[4] & 0xff;
        int payloadLength = head.getInt(PAYLOAD);
        int behind = fixed(flags) + (bytes[6] & 0xff) + (bytes[7] & 0xff) + (bytes[12] & 0xff);
        boolean sound = head.getShort(REPLY_SLOT) > NOBODY
                && payloadLength >= 0
                && payloadLength <= size - behind
                && flags >>> CONTENT_TYPE_SHIFT < CONTENT_TYPES.size()
                && bytes[5] >= 0
                && bytes[5] < PRIORITIES.size();
        return sound ? behind : -1;
    }

    private static int fixed(int flags) {
        return HEAD_BYTES + 8 * Integer.bitCount(flags & (HAS_ORIGIN | HAS_NOT_BEFORE));
    }

    private @Nullable Stored checked(int behind, byte[] payload) {
        byte[] bytes = head.array();
        crc.reset();
        crc.update(bytes, 4, ID - 4);
        crc.update(bytes, HEAD_BYTES, behind - HEAD_BYTES);
        crc.update(payload, 0, payload.length);
        crc.update(bytes, ID, Long.BYTES);
        if ((int) crc.getValue() != head.getInt(0)) {
            return null;
        }
        int flags = bytes[4] & 0xff;
        int type = bytes[6] & 0xff;
        int contentType = bytes[7] & 0xff;
        int key = bytes[12] & 0xff;
        int fixed = fixed(flags);
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
        return new Stored(job, id, origin, head.getLong(16), notBefore, head.getShort(REPLY_SLOT) - 1);
    }
}
