package dev.muster.supervisor.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
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

    private static final int SC_CLK_TCK = 2;
    private static final int SC_PAGESIZE = 30;
    private static final long TICKS_PER_SECOND = Libc.sysconf(SC_CLK_TCK);
    static final long PAGE_BYTES = Libc.sysconf(SC_PAGESIZE);
    private static final ThreadLocal<ByteBuffer> BUFFER =
            ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(1024));

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
        byte[] line = new byte[buffer.flip().remaining()];
        buffer.get(line);
        return Optional.of(parse(new String(line, StandardCharsets.ISO_8859_1)));
    }

    private static Optional<ProcStat> missing(int pid, int errno) {
        if (errno == Errno.ENOENT || errno == Errno.ESRCH || errno == Errno.EPERM || errno == Errno.EACCES) {
            return Optional.empty();
        }
        throw new NativeException("read /proc/" + pid + "/stat", errno);
    }

    /** The name in the second field may hold blanks and brackets: the fields are counted from the last bracket. */
    static ProcStat parse(String line) {
        int pid = Integer.parseInt(line.substring(0, line.indexOf(' ')));
        String[] fields = line.substring(line.lastIndexOf(')') + 2).trim().split(" ", -1);
        return new ProcStat(
                pid,
                fields[0].charAt(0),
                Integer.parseInt(fields[1]),
                Integer.parseInt(fields[2]),
                Integer.parseInt(fields[3]),
                Long.parseLong(fields[19]),
                (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * 1000 / TICKS_PER_SECOND,
                Long.parseLong(fields[21]) * PAGE_BYTES);
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
