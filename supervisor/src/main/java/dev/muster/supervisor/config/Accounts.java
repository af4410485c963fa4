package dev.muster.supervisor.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What {@code /etc/passwd} says of a user. Whether the user exists at all is the spawn's to find out: there are other directories. */
final class Accounts {

    private static final Path PASSWD = Path.of("/etc/passwd");

    private Accounts() {}

    /** HOME, USER and LOGNAME of a user, given by name or number. */
    static Map<String, String> variables(String user) {
        try {
            return variables(user, Files.readAllLines(PASSWD, StandardCharsets.UTF_8));
        } catch (IOException unreadable) {
            return variables(user, List.of());
        }
    }

    /** Whether a user, given by name or number, is the one that this process runs as. */
    static boolean isOurs(String user) {
        return System.getProperty("user.name").equals(variables(user).get("USER"));
    }

    static Map<String, String> variables(String user, List<String> passwd) {
        for (String line : passwd) {
            String[] fields = line.split(":", -1);
            if (fields.length == 7 && (fields[0].equals(user) || fields[2].equals(user))) {
                return Map.of("HOME", fields[5], "USER", fields[0], "LOGNAME", fields[0]);
            }
        }
        return Map.of("HOME", "/", "USER", user, "LOGNAME", user);
    }
}
