package dev.muster.supervisor.process;

import com.sun.jna.Pointer;
import dev.muster.supervisor.process.SpawnException.Kind;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A line of the user database. Immutable.
 *
 * @param isListed whether there is such a line; a number need not have one
 */
record Account(String name, int uid, int gid, String home, boolean isListed) {

    // struct passwd: name, password, uid, gid, gecos, directory, shell
    private static final int PW_UID = 16;
    private static final int PW_GID = 20;
    private static final int PW_DIR = 32;
    // struct group: name, password, gid, members
    private static final int GR_GID = 16;

    /** Looks a user up by name or number. One caller at a time: the C library answers in a static buffer. */
    static synchronized Account named(String user) throws SpawnException {
        OptionalInt number = number(user);
        Pointer entry = number.isPresent() ? Libc.getpwuid(number.getAsInt()) : Libc.getpwnam(Libc.cString(user));
        if (entry != null) {
            String utf8 = StandardCharsets.UTF_8.name();
            String name = entry.getPointer(0).getString(0, utf8);
            String home = entry.getPointer(PW_DIR).getString(0, utf8);
            return new Account(name, entry.getInt(PW_UID), entry.getInt(PW_GID), home, true);
        }
        if (number.isPresent()) {
            return new Account(user, number.getAsInt(), number.getAsInt(), "/", false);
        }
        throw new SpawnException(
                Kind.BAD_USER,
                "user " + user + " does not exist; create it (useradd --system " + user
                        + ") or change the service's user");
    }

    /** The number of a group that is given by name or number. */
    static synchronized OptionalInt group(Optional<String> group) throws SpawnException {
        if (group.isEmpty()) {
            return OptionalInt.empty();
        }
        OptionalInt number = number(group.get());
        if (number.isPresent()) {
            return number;
        }
        Pointer entry = Libc.getgrnam(Libc.cString(group.get()));
        if (entry == null) {
            throw new SpawnException(
                    Kind.BAD_USER,
                    "group " + group.get() + " does not exist; create it (groupadd --system " + group.get()
                            + ") or change the service's group");
        }
        return OptionalInt.of(entry.getInt(GR_GID));
    }

    private static OptionalInt number(String text) {
        return text.matches("[0-9]{1,9}") ? OptionalInt.of(Integer.parseInt(text)) : OptionalInt.empty();
    }
}
