package dev.muster.supervisor.process;

import com.sun.jna.Pointer;
import dev.muster.supervisor.process.SpawnException.Kind;
import java.nio.charset.StandardCharsets;

/** A line of the user database. Immutable. */
record Account(String name, int uid, int gid, String home) {

    // struct passwd: name, password, uid, gid, gecos, directory, shell
    private static final int PW_UID = 16;
    private static final int PW_GID = 20;
    private static final int PW_DIR = 32;

    /** Looks the user up. One caller at a time: the C library answers in a static buffer. */
    static synchronized Account named(String name) throws SpawnException {
        Pointer entry = Libc.getpwnam(Libc.cString(name));
        if (entry == null) {
            throw new SpawnException(
                    Kind.BAD_USER,
                    "user " + name + " does not exist; create it (useradd --system " + name
                            + ") or change the service's user");
        }
        String home = entry.getPointer(PW_DIR).getString(0, StandardCharsets.UTF_8.name());
        return new Account(name, entry.getInt(PW_UID), entry.getInt(PW_GID), home);
    }
}
