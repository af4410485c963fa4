package dev.muster.supervisor.journald;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Whether a descriptor of ours is what systemd has connected to its journal: {@code JOURNAL_STREAM} is {@code device:inode}, see
 * systemd.exec(5). The variable alone does not tell: whoever is started by a service inherits it, and may have redirected its output.
 */
final class JournalStream {

    private JournalStream() {}

    static boolean isStandardError(Map<String, String> environment) {
        return is(Path.of("/proc/self/fd/2"), environment);
    }

    static boolean is(Path descriptor, Map<String, String> environment) {
        String stream = environment.get("JOURNAL_STREAM");
        if (stream == null) {
            return false;
        }
        try {
            Map<String, Object> is = Files.readAttributes(descriptor, "unix:dev,ino");
            return stream.equals(is.get("dev") + ":" + is.get("ino"));
        } catch (IOException closed) {
            return false;
        }
    }
}
