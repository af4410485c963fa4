package dev.muster.concurrent;

import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Where a member that was started meets its pool: a directory that is its user's alone, with the memory that they share and a socket.
 * Who connects has to know the token, which only the member was told. Everything is gone again once the door is closed. One thread, but
 * for {@link #close}.
 */
final class MemberDoor implements AutoCloseable {
    /** The bell that the pool rings, and the one that the member rings, as the member introduces them. */
    static final byte MEMBERS_BELL = 1;

    static final byte POOLS_BELL = 2;

    static final String MEMORY = "memory";
    static final String SOCKET = "socket";

    private static final Path SHARED_MEMORY = Path.of("/dev/shm");
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int TOKEN = 16;
    private static final int LARGEST_HELLO = 1 << 20;

    private final Path directory;
    private final Path memoryFile;
    private final Path socket;
    private final ServerSocketChannel server;
    private final PoolMemory memory;
    private final String token;

    /** In memory, where there is a file system for that. */
    MemberDoor() throws IOException {
        this(
                Files.isDirectory(SHARED_MEMORY) && Files.isWritable(SHARED_MEMORY)
                        ? SHARED_MEMORY
                        : Path.of(System.getProperty("java.io.tmpdir")));
    }

    MemberDoor(Path parent) throws IOException {
        byte[] random = new byte[TOKEN];
        RANDOM.nextBytes(random);
        token = HexFormat.of().formatHex(random);
        synchronized (Leftovers.LOCK) { // whole, or not at all when this JVM exits
            Leftovers.removeAtExit(parent);
            directory = Files.createTempDirectory(parent, Leftovers.prefix()); // 0700
            memoryFile = directory.resolve(MEMORY);
            socket = directory.resolve(SOCKET);
            server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            try {
                memory = PoolMemory.create(memoryFile);
                server.bind(UnixDomainSocketAddress.of(socket));
            } catch (IOException | RuntimeException e) {
                close();
                throw e;
            }
        }
        Leftovers.sweep(parent, directory);
    }

    PoolMemory memory() {
        return memory;
    }

    Path memoryFile() {
        return memoryFile;
    }

    Path socket() {
        return socket;
    }

    String token() {
        return token;
    }

    /** Whom the pool has let in. */
    record Arrival(MemberLink link, String fingerprint) {}

    /** Waits for both connections of the member; strangers are turned away. @throws IOException when the door is closed meanwhile */
    Arrival admit() throws IOException {
        Hello membersBell = null;
        Hello poolsBell = null;
        while (membersBell == null || poolsBell == null) {
            Hello hello = hello(server.accept());
            if (hello != null && hello.role == MEMBERS_BELL) {
                membersBell = hello;
            } else if (hello != null) {
                poolsBell = hello;
            }
        }
        membersBell.channel.configureBlocking(false);
        return new Arrival(new MemberLink(memory, membersBell.channel, poolsBell.channel), poolsBell.fingerprint);
    }

    private record Hello(SocketChannel channel, int role, String fingerprint) {}

    /** Who has connected; null when it is somebody else. */
    private @Nullable Hello hello(SocketChannel channel) throws IOException {
        try {
            byte[] theirs = new byte[token.length()];
            read(channel, theirs.length).get(theirs);
            ByteBuffer rest = read(channel, 1 + 4);
            byte role = rest.get();
            int length = rest.getInt();
            if (MessageDigest.isEqual(theirs, token.getBytes(StandardCharsets.US_ASCII))
                    && (role == MEMBERS_BELL || role == POOLS_BELL)
                    && length >= 0
                    && length <= LARGEST_HELLO) {
                String fingerprint =
                        StandardCharsets.UTF_8.decode(read(channel, length)).toString();
                return new Hello(channel, role, fingerprint);
            }
        } catch (EOFException left) {
            channel.close();
            return null;
        }
        channel.close();
        return null;
    }

    private static ByteBuffer read(SocketChannel channel, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer) < 0) {
                throw new EOFException();
            }
        }
        return buffer.flip();
    }

    /** How a member introduces itself. */
    static SocketChannel connect(Path socket, String token, byte role, String fingerprint) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(UnixDomainSocketAddress.of(socket));
        byte[] build = fingerprint.getBytes(StandardCharsets.UTF_8);
        ByteBuffer hello = ByteBuffer.allocate(token.length() + 1 + 4 + build.length)
                .put(token.getBytes(StandardCharsets.US_ASCII))
                .put(role)
                .putInt(build.length)
                .put(build)
                .flip();
        while (hello.hasRemaining()) {
            channel.write(hello);
        }
        return channel;
    }

    /** Ends a wait for the member, too. Any thread, more than once. */
    @Override
    public void close() throws IOException {
        server.close();
        Leftovers.remove(directory);
    }
}
