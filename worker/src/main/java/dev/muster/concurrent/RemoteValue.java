package dev.muster.concurrent;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.invoke.SerializedLambda;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * An object as bytes: numbers and strings in a form of our own, which costs nothing, everything else by Java's
 * serialisation, under the JVM's filter (jdk.serialFilter). Immutable.
 *
 * @param lambda whether a lambda is in it, which only the same build can read
 */
@SuppressWarnings({"ArrayRecordComponent", "ByteBufferBackingArray"}) // nobody compares them; buffers are of allocate
record RemoteValue(byte[] bytes, boolean lambda) {
    private static final byte NULL = 0;
    private static final byte TRUE = 1;
    private static final byte FALSE = 2;
    private static final byte INTEGER = 3;
    private static final byte LONG = 4;
    private static final byte DOUBLE = 5;
    private static final byte LATIN = 6;
    private static final byte UTF_16 = 7;
    private static final byte BYTES = 8;
    private static final byte SERIALIZED = 9;

    private static final RemoteValue NOTHING = new RemoteValue(new byte[] {NULL}, false);
    private static final RemoteValue YES = new RemoteValue(new byte[] {TRUE}, false);
    private static final RemoteValue NO = new RemoteValue(new byte[] {FALSE}, false);

    /**
     * The bytes of an object.
     *
     * @throws NotSerializableException with the name of the class that cannot be sent
     */
    static RemoteValue of(@Nullable Object value) throws IOException {
        if (value == null) {
            return NOTHING;
        }
        Class<?> type = value.getClass();
        if (type == Integer.class) {
            return plain(tagged(INTEGER, 4).putInt((Integer) value));
        }
        if (type == Long.class) {
            return plain(tagged(LONG, 8).putLong((Long) value));
        }
        if (type == Double.class) {
            return plain(tagged(DOUBLE, 8).putDouble((Double) value));
        }
        if (type == Boolean.class) {
            return (Boolean) value ? YES : NO;
        }
        if (type == String.class) {
            return string((String) value);
        }
        if (type == byte[].class) {
            byte[] bytes = (byte[]) value;
            return plain(tagged(BYTES, bytes.length).put(bytes));
        }
        return serialized(value);
    }

    /** The failure of a task: the exception, or its text where it cannot be sent. */
    static RemoteValue ofFailure(Throwable failure) {
        try {
            return of(failure);
        } catch (IOException | RuntimeException | StackOverflowError unsendable) {
            StringWriter text = new StringWriter();
            failure.printStackTrace(new PrintWriter(text));
            try {
                return of(new TaskFailedException(text.toString()));
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static RemoteValue plain(ByteBuffer buffer) {
        return new RemoteValue(buffer.array(), false);
    }

    private static ByteBuffer tagged(byte tag, int length) {
        return ByteBuffer.allocate(1 + length).put(tag);
    }

    /** Not UTF-8, which loses halves of surrogate pairs. */
    private static RemoteValue string(String text) {
        int length = text.length();
        for (int i = 0; i < length; i++) {
            if (text.charAt(i) > 0xff) {
                return plain(tagged(UTF_16, 2 * length).put(chars(text)));
            }
        }
        return plain(tagged(LATIN, length).put(text.getBytes(StandardCharsets.ISO_8859_1)));
    }

    private static byte[] chars(String text) {
        ByteBuffer bytes = ByteBuffer.allocate(2 * text.length());
        bytes.asCharBuffer().put(text);
        return bytes.array();
    }

    private static RemoteValue serialized(Object value) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        bytes.write(SERIALIZED);
        try (Watching out = new Watching(bytes)) {
            out.writeObject(value);
            out.flush();
            return new RemoteValue(bytes.toByteArray(), out.lambda);
        }
    }

    /**
     * Takes what is left of the buffer.
     *
     * @throws ClassNotFoundException when the process does not have a class of it
     */
    static @Nullable Object read(ByteBuffer in, ClassLoader loader) throws IOException, ClassNotFoundException {
        byte tag = in.get();
        return switch (tag) {
            case NULL -> null;
            case TRUE -> true;
            case FALSE -> false;
            case INTEGER -> in.getInt();
            case LONG -> in.getLong();
            case DOUBLE -> in.getDouble();
            case LATIN -> new String(rest(in), StandardCharsets.ISO_8859_1);
            case UTF_16 -> in.asCharBuffer().toString();
            case BYTES -> rest(in);
            case SERIALIZED -> deserialized(rest(in), loader);
            default -> throw new IOException("unknown tag " + tag);
        };
    }

    private static byte[] rest(ByteBuffer in) {
        byte[] bytes = new byte[in.remaining()];
        in.get(bytes);
        return bytes;
    }

    private static Object deserialized(byte[] bytes, ClassLoader loader) throws IOException, ClassNotFoundException {
        try (Loading in = new Loading(new ByteArrayInputStream(bytes), loader)) {
            return in.readObject();
        }
    }

    /** Sees the lambdas that go by. */
    private static final class Watching extends ObjectOutputStream {
        private boolean lambda;

        private Watching(OutputStream out) throws IOException {
            super(out);
            enableReplaceObject(true);
        }

        @Override
        protected Object replaceObject(Object object) {
            lambda |= object instanceof SerializedLambda;
            return object;
        }
    }

    /** Finds classes as the thread does that sent or runs the task, not as this package does. */
    private static final class Loading extends ObjectInputStream {
        private final ClassLoader loader;

        private Loading(InputStream in, ClassLoader loader) throws IOException {
            super(in);
            this.loader = loader;
        }

        @Override
        protected Class<?> resolveClass(ObjectStreamClass description) throws IOException, ClassNotFoundException {
            try {
                return Class.forName(description.getName(), false, loader);
            } catch (ClassNotFoundException e) {
                return super.resolveClass(description); // of primitives
            }
        }
    }
}
