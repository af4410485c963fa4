package dev.muster.supervisor.process;

import com.sun.jna.Memory;

/**
 * How every child begins: in a session and a process group of its own, no signal blocked, every signal at its default. The JVM
 * catches and blocks many, and whoever started the master may have had HUP or PIPE ignored; a child inherits none of it. Lives as long
 * as its {@link Spawner}.
 */
final class SpawnAttributes {

    private static final short SETSIGDEF = 0x04;
    private static final short SETSIGMASK = 0x08;
    private static final short SETSID = 0x80;
    private static final int SIZEOF_SIGSET = 128;

    /** {@code posix_spawnattr_t} has 336 bytes in glibc; more does no harm. */
    private static final int ROOM = 1024;

    private final Memory attributes = new Memory(ROOM);

    SpawnAttributes() {
        try (Memory all = new Memory(SIZEOF_SIGSET);
                Memory none = new Memory(SIZEOF_SIGSET)) {
            all.setMemory(0, SIZEOF_SIGSET, (byte) 0xFF);
            none.clear();
            Libc.posix_spawnattr_init(attributes);
            Libc.posix_spawnattr_setsigdefault(attributes, all);
            Libc.posix_spawnattr_setsigmask(attributes, none);
            Libc.posix_spawnattr_setflags(attributes, (short) (SETSIGDEF | SETSIGMASK | SETSID));
        }
    }

    Memory address() {
        return attributes;
    }
}
