package dev.muster.supervisor.process;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The C library by direct mapping: one line for each call that this package makes. 64-bit Linux with glibc; {@code size_t} and
 * {@code off_t} are {@code long}. Thread-safe; errno is the calling thread's, read with {@link #errno()} right after the call.
 *
 * <p>The variadic calls (open, fcntl, ioctl, syscall) are declared with the arguments that we pass: on x86-64 and AArch64 Linux
 * integers travel in the same registers either way.
 */
final class Libc {

    static {
        Native.register(Libc.class, "libc.so.6");
    }

    private Libc() {}

    static int errno() {
        return Native.getLastError();
    }

    /** The bytes of a C string: UTF-8 whatever the locale, ended by a NUL. */
    static byte[] cString(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        byte[] withNul = new byte[utf8.length + 1];
        System.arraycopy(utf8, 0, withNul, 0, utf8.length);
        return withNul;
    }

    // descriptors
    static native int open(byte[] path, int flags, int mode);

    static native int close(int fd);

    static native int close_range(int first, int last, int flags);

    static native long read(int fd, ByteBuffer into, long count);

    static native long write(int fd, ByteBuffer from, long count);

    static native long lseek(int fd, long offset, int whence);

    static native int pipe2(Memory fds, int flags);

    static native long tee(int from, int to, long count, int flags);

    static native long splice(int from, Pointer fromOffset, int to, Pointer toOffset, long count, int flags);

    static native int fcntl(int fd, int command, long argument);

    static native int fcntl(int fd, int command, Pointer argument);

    static native int ioctl(int fd, long request, Pointer argument);

    static native int ftruncate(int fd, long length);

    static native int memfd_create(byte[] name, int flags);

    static native int mkfifo(byte[] path, int mode);

    static native int chmod(byte[] path, int mode);

    static native int fchmod(int fd, int mode);

    static native int access(byte[] path, int mode);

    static native int unlink(byte[] path);

    static native int eventfd(int initial, int flags);

    static native int epoll_create1(int flags);

    static native int epoll_ctl(int epoll, int operation, int fd, Memory event);

    static native int epoll_wait(int epoll, Memory events, int max, int timeoutMillis);

    // memory
    static native int madvise(long address, long length, int advice);

    static native int malloc_trim(long keep);

    // sockets
    static native int socket(int domain, int type, int protocol);

    static native int bind(int fd, Memory address, int length);

    static native int listen(int fd, int backlog);

    static native int accept4(int fd, Pointer address, Pointer length, int flags);

    static native int getsockopt(int fd, int level, int option, Memory value, Memory length);

    static native int setsockopt(int fd, int level, int option, Memory value, int length);

    static native long recvmsg(int fd, Memory message, int flags);

    static native long sendmsg(int fd, Memory message, int flags);

    static native long sendto(int fd, ByteBuffer payload, long length, int flags, Memory address, int addressLength);

    // processes
    static native int sched_yield();

    static native int getpid();

    static native int getuid();

    static native int getsid(int pid);

    static native int posix_spawn(
            Memory pid, byte[] path, Memory actions, Memory attributes, Memory argv, Memory environment);

    static native int posix_spawnattr_init(Memory attributes);

    static native int posix_spawnattr_setflags(Memory attributes, short flags);

    static native int posix_spawnattr_setsigdefault(Memory attributes, Memory signals);

    static native int posix_spawnattr_setsigmask(Memory attributes, Memory signals);

    static native int posix_spawn_file_actions_init(Memory actions);

    static native int posix_spawn_file_actions_destroy(Memory actions);

    static native int posix_spawn_file_actions_addopen(Memory actions, int fd, byte[] path, int flags, int mode);

    static native int posix_spawn_file_actions_addchdir_np(Memory actions, byte[] path);

    static native int posix_spawn_file_actions_addclosefrom_np(Memory actions, int from);

    static native int execve(byte[] path, Pointer arguments, Pointer environment);

    static native Pointer getpwnam(byte[] name);

    static native Pointer getpwuid(int uid);

    static native Pointer getgrnam(byte[] name);

    static native Pointer signal(int signal, Pointer handler);

    static native int kill(int pid, int signal);

    static native int waitid(int idType, int id, Memory info, int options);

    static native int setpriority(int which, int who, int nice);

    static native int sched_getscheduler(int thread);

    static native int sched_setscheduler(int thread, int policy, Memory parameters);

    static native int prctl(int option, long argument2, long argument3, long argument4, long argument5);

    static native long syscall(long number, long argument1, long argument2, Pointer argument3, long argument4);

    static native long sysconf(int name);

    static native int clock_gettime(int clock, Memory time);

    static native String strerror(int errno);

    static native String gnu_get_libc_version();
}
