package dev.muster.supervisor.spec;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Where the value of a variable is found when a process is started. What is found there is no part of the specification: it is neither
 * shown nor compared. Immutable.
 *
 * @param where an absolute path, or the name of a credential
 * @param asPath the variable is the path, and the program reads the file itself
 */
public record Secret(Source source, String where, boolean asPath) {

    /** What {@code where} is, by the key of the configuration. */
    public enum Source {
        FILE,
        /** A file in the {@code CREDENTIALS_DIRECTORY} that systemd gives the master. */
        CREDENTIAL;

        public String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The variable, of systemd's, that says where credentials are. */
    public static final String CREDENTIALS_DIRECTORY = "CREDENTIALS_DIRECTORY";

    /** The largest that is read. */
    public static final int MOST_BYTES = 64 * 1024;

    /** As in the configuration. */
    Map<String, Object> keys() {
        Map<String, Object> keys = new LinkedHashMap<>();
        keys.put(source.key(), where);
        if (asPath) {
            keys.put("as", "path");
        }
        return keys;
    }
}
