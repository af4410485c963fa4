package dev.muster.supervisor.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What {@code /proc/<pid>/stat} says of a process (proc(5)). Immutable.
 *
 * @param state {@code R S D T Z X}; see {@link #isAlive}
 * @param startTicks when it started, in clock ticks since boot: with the pid and the boot id this names one process for ever
 * @param cpuMillis user and system time so far
 * @param rssBytes resident memory
 */
public record ProcStat(
        int pid, char state, int parent, int group, int session, long startTicks, long cpuMillis, long rssBytes) {

    /** As proc(5) numbers the fields, but from 0. */
    private static final int PID = 0;

    private static final int STATE = 2;
    private static final int PARENT = 3;
    private static final int GROUP = 4;
    private static final int SESSION = 5;
    private static final int USER_TICKS = 13;
    private static final int SYSTEM_TICKS = 14;
    private static final int START_TICKS = 21;
    private static final int RSS_PAGES = 23;
    private static final int LAST_FIELD = 24;

    private static final int LINE_BYTES = 1024;
    private static final int SC_CLK_TCK = 2;
    private static final int SC_PAGESIZE = 30;
    private static final long TICKS_PER_SECOND = Libc.sysconf(SC_CLK_TCK);
    static final long PAGE_BYTES = Libc.sysconf(SC_PAGESIZE);
    private static final ThreadLocal<ByteBuffer> BUFFER =
            ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(LINE_BYTES));
    private static final ThreadLocal<byte[]> LINE = ThreadLocal.withInitial(() -> new byte[LINE_BYTES]);

    /**
     * Reads one process; empty when there is none with this pid, or another user's that {@code /proc} hides from us (proc(5), hidepid).
     * A zombie is there.
     */
    public static Optional<ProcStat> read(int pid) {
        int fd = Libc.open(Libc.cString("/proc/" + pid + "/stat"), Fd.O_RDONLY | Fd.O_CLOEXEC, 0);
        if (fd < 0) {
            return missing(pid, Libc.errno());
        }
        ByteBuffer buffer = BUFFER.get().clear();
        try (Fd file = new Fd(fd)) {
            if (file.read(buffer) <= 0) {
                return Optional.empty();
            }
        } catch (NativeException ended) {
            return missing(pid, ended.errno());
        }
        byte[] line = LINE.get();
        int length = buffer.flip().remaining();
        buffer.get(line, 0, length);
        return Optional.of(parse(line, length));
    }

    private static Optional<ProcStat> missing(int pid, int errno) {
        if (errno == Errno.ENOENT || errno == Errno.ESRCH || errno == Errno.EPERM || errno == Errno.EACCES) {
            return Optional.empty();
        }
        throw new NativeException("read /proc/" + pid + "/stat", errno);
    }

    /**
     * The name in the second field may hold blanks and brackets: the fields are counted from the last bracket. Byte by byte and no further
     * than the last field that is wanted, since a status asks a thousand processes, mostly before this is compiled.
     */
    static ProcStat parse(byte[] line, int length) {
        int bracket = length - 1;
        while (line[bracket] != ')') {
            bracket--;
        }
        long[] fields = new long[LAST_FIELD];
        fields[PID] = number(line, 0);
        int field = STATE;
        for (int at = bracket + 2; field < LAST_FIELD; at++) {
            byte digit = line[at];
            if (digit == ' ') {
                field++;
            } else if (digit >= '0' && digit <= '9') {
                fields[field] = 10 * fields[field] + digit - '0';
            }
        }
        return new ProcStat(
                (int) fields[PID],
                (char) line[bracket + 2],
                (int) fields[PARENT],
                (int) fields[GROUP],
                (int) fields[SESSION],
                fields[START_TICKS],
                (fields[USER_TICKS] + fields[SYSTEM_TICKS]) * 1000 / TICKS_PER_SECOND,
                fields[RSS_PAGES] * PAGE_BYTES);
    }

    private static long number(byte[] line, int from) {
        long number = 0;
        for (int at = from; line[at] >= '0' && line[at] <= '9'; at++) {
            number = 10 * number + line[at] - '0';
        }
        return number;
    }

    /** How long ago it was so many ticks after the machine's boot. */
    static Duration since(long startTicks) {
        try {
            String uptime = Files.readString(Path.of("/proc/uptime"));
            double seconds = Double.parseDouble(uptime.substring(0, uptime.indexOf(' ')));
            return Duration.ofMillis(Math.max(0, (long) (seconds * 1000) - startTicks * 1000 / TICKS_PER_SECOND));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read /proc/uptime", e);
        }
    }

    /** True unless it has ended and waits to be reaped: {@code kill(pid, 0)} calls such a zombie alive. */
    public boolean isAlive() {
        return state != 'Z' && state != 'X' && state != 'x';
    }

    /** True when this very process, not another one that got its pid, is alive now. */
    public static boolean isAlive(int pid, long startTicks) {
        return read(pid)
                .filter(ProcStat::isAlive)
                .map(now -> now.startTicks == startTicks)
                .orElse(false);
    }
}
