package dev.muster.supervisor.jvm;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * The socket {@code /tmp/.java_pid<pid>} of a JVM, and how it is made to open it: a file {@code .attach_pid<pid>} and a SIGQUIT, which
 * otherwise asks for a thread dump (attachListener_posix.cpp and VirtualMachineImpl.java of OpenJDK, the same from 8 to 25). One thread.
 */
final class AttachSocket {
    private static final String VERSION = "1";
    private static final int ARGUMENTS = 3;
    private static final long POLL_NANOS = Duration.ofMillis(5).toNanos();
    private static final long LOOK_MILLIS = 500;

    private final JvmProcess process;
    private final Runnable quit;

    AttachSocket(JvmProcess process, Runnable quit) {
        this.process = process;
        this.quit = quit;
    }

    /**
     * Has the JVM do something.
     *
     * @param command such as {@code jcmd} or {@code threaddump}, with at most three arguments
     * @throws JvmSilentException when no answer comes in time
     */
    String execute(Duration timeout, String command, String... arguments) {
        Deadline deadline = Deadline.in(timeout);
        process.requireRunning();
        try (SocketChannel channel = open(deadline)) {
            channel.configureBlocking(false);
            write(channel, request(command, arguments));
            return result(read(channel, deadline));
        } catch (IOException e) {
            process.requireRunning();
            throw new JvmException("cannot be talked to (" + e.getMessage() + ")", e);
        }
    }

    private SocketChannel open(Deadline deadline) throws IOException {
        UnixDomainSocketAddress address =
                UnixDomainSocketAddress.of(process.root().resolve("tmp/.java_pid" + process.innerPid()));
        try {
            return SocketChannel.open(address);
        } catch (SocketException none) {
            // Nobody listens yet; a file may have been left by an older process with this number.
        }
        process.deafness().ifPresent(option -> {
            throw new JvmException("was started with " + option + " and lets nobody attach");
        });
        awaitHandler(deadline);
        Path trigger = trigger();
        try {
            quit.run();
            return await(address, deadline);
        } finally {
            Files.deleteIfExists(trigger);
        }
    }

    /** Early in its life a JVM does not catch SIGQUIT yet. */
    private void awaitHandler(Deadline deadline) {
        while (!process.catchesQuit()) {
            if (deadline.isOver()) {
                throw new JvmSilentException("has not come far enough to be asked within " + deadline);
            }
            pause();
        }
    }

    private Path trigger() throws IOException {
        String name = ".attach_pid" + process.innerPid();
        Path preferred = process.root().resolve("tmp").resolve(name);
        try {
            return Files.createFile(preferred);
        } catch (FileAlreadyExistsException left) {
            return preferred;
        } catch (IOException e) {
            return Files.createFile(process.workingDirectory().resolve(name));
        }
    }

    private SocketChannel await(UnixDomainSocketAddress address, Deadline deadline) throws IOException {
        while (true) {
            try {
                return SocketChannel.open(address);
            } catch (SocketException notYet) {
                process.requireRunning();
                if (deadline.isOver()) {
                    throw silent(deadline);
                }
                pause();
            }
        }
    }

    private static void pause() {
        LockSupport.parkNanos(POLL_NANOS);
    }

    private static ByteBuffer request(String command, String... arguments) {
        StringBuilder request = new StringBuilder(VERSION).append('\0').append(command);
        for (int i = 0; i < ARGUMENTS; i++) {
            request.append('\0').append(i < arguments.length ? arguments[i] : "");
        }
        return ByteBuffer.wrap(request.append('\0').toString().getBytes(StandardCharsets.UTF_8));
    }

    /** A request of some hundred bytes has room in the socket's buffer, whatever the JVM does. */
    private static void write(SocketChannel channel, ByteBuffer request) throws IOException {
        while (request.hasRemaining()) {
            if (channel.write(request) == 0) {
                pause();
            }
        }
    }

    private String read(SocketChannel channel, Deadline deadline) throws IOException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
        try (Selector selector = Selector.open()) {
            channel.register(selector, SelectionKey.OP_READ);
            while (true) {
                int read = channel.read(buffer.clear());
                if (read < 0) {
                    return answer.toString(StandardCharsets.UTF_8);
                } else if (read > 0) {
                    answer.write(buffer.array(), 0, read);
                    continue;
                }
                process.requireRunning();
                if (deadline.isOver()) {
                    throw silent(deadline);
                }
                selector.selectedKeys().clear();
                selector.select(Math.min(LOOK_MILLIS, deadline.leftMillis()));
            }
        }
    }

    private static JvmSilentException silent(Deadline deadline) {
        return new JvmSilentException(
                "has not answered within " + deadline + ": the JVM hangs, or is busy with a long collection");
    }

    /** The first line is a number, 0 when it was done; text follows. */
    private static String result(String answer) {
        int end = answer.indexOf('\n');
        if (end < 0) {
            throw new JvmException("refused us: it listens to root and to its own user and group only");
        }
        String text = answer.substring(end + 1);
        if (!answer.substring(0, end).trim().equals("0")) {
            throw new JvmException("refused: " + text.strip());
        }
        return text;
    }
}
