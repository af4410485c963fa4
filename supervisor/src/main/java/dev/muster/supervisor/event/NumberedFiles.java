package dev.muster.supervisor.event;

import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.rolling.RollingPolicy;
import ch.qos.logback.core.rolling.RolloverFailure;
import ch.qos.logback.core.rolling.helper.CompressionMode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.zip.GZIPOutputStream;

/**
 * Keeps the last generations of a log file as {@code muster.log.1.gz} and so on, 1 the youngest. Logback's own policies read the file's
 * path as a pattern, and a directory with a percent sign in its name is none. Under the appender's lock.
 */
final class NumberedFiles implements RollingPolicy {
    private final Path file;
    private final int kept;

    NumberedFiles(Path file, int kept) {
        this.file = file;
        this.kept = kept;
    }

    @Override
    public void rollover() {
        try {
            Path compressed = numbered("tmp");
            try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(compressed))) {
                Files.copy(file, out);
            }
            for (int i = kept - 1; i >= 1; i--) {
                if (Files.exists(numbered(i + ".gz"))) {
                    move(numbered(i + ".gz"), numbered(i + 1 + ".gz"));
                }
            }
            move(compressed, numbered("1.gz"));
            Files.delete(file);
        } catch (IOException e) {
            throw new RolloverFailure(file + " is not rolled and grows on", e);
        }
    }

    private Path numbered(String suffix) {
        return file.resolveSibling(file.getFileName() + "." + suffix);
    }

    private static void move(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public String getActiveFileName() {
        return file.toString();
    }

    @Override
    public CompressionMode getCompressionMode() {
        return CompressionMode.GZ;
    }

    @Override
    public void setParent(FileAppender<?> appender) {
        // It is told the file instead.
    }

    @Override
    public void start() {
        // Nothing runs.
    }

    @Override
    public void stop() {
        // Nothing runs.
    }

    @Override
    public boolean isStarted() {
        return true;
    }
}
