package dev.muster.supervisor.process;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * Looks at what is in a pipe without taking it out, and moves it on without a moment in which it is nowhere: whoever is killed
 * here has either not touched a byte or has passed it on. By tee(2) into a private pipe, and splice(2). One thread.
 */
public final class PipeTap implements AutoCloseable {

    private static final int O_NONBLOCK_CLOEXEC = 0x80800;
    private static final int SPLICE_F_NONBLOCK = 2;

    private final Fd out;
    private final Fd in;
    private final Fd nowhere;

    private PipeTap(Fd out, Fd in) {
        this.out = out;
        this.in = in;
        this.nowhere = Fd.open(Path.of("/dev/null"), Fd.O_WRONLY, 0);
    }

    /** Makes the private pipe, of that many bytes if the kernel allows it; with less {@link #peek} shows less at a time. */
    public static PipeTap create(int bytes) {
        try (Memory ends = new Memory(2L * Integer.BYTES)) {
            NativeException.check(Libc.pipe2(ends, O_NONBLOCK_CLOEXEC), "pipe2");
            PipeTap tap = new PipeTap(new Fd(ends.getInt(0)), new Fd(ends.getInt(Integer.BYTES)));
            Fifo.resize(tap.in, bytes);
            return tap;
        }
    }

    /** A buffer for {@link #peek} that takes memory only as far as it is filled: {@code allocateDirect} writes zeros to all of it. */
    public static ByteBuffer buffer(int bytes) {
        return new Memory(bytes).getByteBuffer(0, bytes);
    }

    /**
     * Copies the beginning of what the pipe holds into the buffer (direct), as {@link Fd#read} would, and leaves it in the pipe.
     *
     * @return the number of bytes, 0 when the pipe is empty or the buffer is full
     */
    public int peek(Fd pipe, ByteBuffer into) {
        return into.hasRemaining() ? peek(pipe, into.remaining(), into) : 0;
    }

    /**
     * Looks at up to {@code most} bytes of the pipe's beginning, and copies only as many of their last ones as the buffer takes: what is not
     * copied costs next to nothing.
     *
     * @return how many bytes it was, those that are not in the buffer included; 0 when the pipe is empty
     */
    public int peekEnd(Fd pipe, int most, ByteBuffer into) {
        return peek(pipe, most, into);
    }

    private int peek(Fd pipe, int most, ByteBuffer into) {
        long shown = Libc.tee(pipe.number(), in.number(), most, SPLICE_F_NONBLOCK);
        while (shown < 0 && interrupted("tee")) {
            shown = Libc.tee(pipe.number(), in.number(), most, SPLICE_F_NONBLOCK);
        }
        int read = shown > into.remaining() ? discard(out, (int) shown - into.remaining()) : 0;
        while (read < shown) {
            read += out.read(into);
        }
        return read;
    }

    /**
     * Moves bytes from the pipe to the position of the file, which advances.
     *
     * @return how many were moved; fewer than asked for when the pipe held fewer, or the file took no more before an error; 0 as
     *     well when a file of this kind cannot be spliced to and has to be written to
     * @throws NativeException when the file takes none
     */
    public int move(Fd pipe, Fd file, int count) {
        int moved = 0;
        while (moved < count) {
            long step = Libc.splice(
                    pipe.number(), Pointer.NULL, file.number(), Pointer.NULL, count - moved, SPLICE_F_NONBLOCK);
            if (step > 0) {
                moved += (int) step;
            } else if (step == 0 || (moved > 0 && Libc.errno() != Errno.EINTR) || !interrupted("splice")) {
                break;
            }
        }
        return moved;
    }

    /** Takes bytes out of the pipe. */
    public int discard(Fd pipe, int count) {
        return move(pipe, nowhere, count);
    }

    /** True for EINTR (try again), false for EAGAIN (nothing there) and EINVAL (the file system has no splice). */
    private static boolean interrupted(String call) {
        int errno = Libc.errno();
        if (errno == Errno.EINTR) {
            return true;
        }
        if (errno == Errno.EAGAIN || errno == Errno.EINVAL) {
            return false;
        }
        throw new NativeException(call, errno);
    }

    @Override
    public void close() {
        in.close();
        out.close();
        nowhere.close();
    }
}
