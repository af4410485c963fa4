package dev.muster.supervisor.process;

import com.sun.jna.Memory;
import java.nio.file.Path;

/** What a child does with its descriptors and its directory before it executes the program. Confined to a thread. */
final class FileActions implements AutoCloseable {

    /** {@code posix_spawn_file_actions_t} has 80 bytes in glibc; more does no harm. */
    private static final int ROOM = 128;

    private static final byte[] DEV_NULL = Libc.cString("/dev/null");

    private final Memory actions = new Memory(ROOM);

    FileActions(SpawnRequest request) {
        check(Libc.posix_spawn_file_actions_init(actions));
        open(0, DEV_NULL, Fd.O_RDONLY);
        open(1, absolute(request.stdout()), Fd.O_RDWR);
        open(2, absolute(request.stderr()), Fd.O_RDWR);
        check(Libc.posix_spawn_file_actions_addclosefrom_np(actions, 3));
        check(Libc.posix_spawn_file_actions_addchdir_np(actions, absolute(request.workingDirectory())));
    }

    private static byte[] absolute(Path path) {
        return Libc.cString(path.toAbsolutePath().toString());
    }

    private void open(int fd, byte[] path, int flags) {
        check(Libc.posix_spawn_file_actions_addopen(actions, fd, path, flags, 0));
    }

    private static void check(int errno) {
        if (errno != 0) {
            throw new NativeException("posix_spawn_file_actions", errno);
        }
    }

    Memory address() {
        return actions;
    }

    @Override
    public void close() {
        Libc.posix_spawn_file_actions_destroy(actions);
        actions.close();
    }
}
