package dev.muster.supervisor.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.core.ContextBase;
import ch.qos.logback.core.encoder.EchoEncoder;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.RolloverFailure;
import ch.qos.logback.core.rolling.TriggeringPolicyBase;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NumberedFilesTest {

    private final Path directory;

    NumberedFilesTest(@TempDir Path directory) throws IOException {
        this.directory = Files.createDirectory(directory.resolve("100% %i %d{x}"));
    }

    private static String unpacked(Path file) throws IOException {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void lastGenerationsAreKeptTheYoungestFirst() throws IOException {
        Path log = directory.resolve("muster.log");
        NumberedFiles files = new NumberedFiles(log, 2);
        for (int i = 1; i <= 3; i++) {
            Files.writeString(log, "life " + i);
            files.rollover();
            assertThat(log).doesNotExist();
        }
        assertThat(unpacked(directory.resolve("muster.log.1.gz"))).isEqualTo("life 3");
        assertThat(unpacked(directory.resolve("muster.log.2.gz"))).isEqualTo("life 2");
        assertThat(directory.toFile().list()).hasSize(2);
    }

    @Test
    void appenderRollsBeforeTheLineThatItsPolicyNames() throws IOException {
        Path log = directory.resolve("muster.log");
        RollingFileAppender<String> appender = new RollingFileAppender<>();
        ContextBase context = new ContextBase();
        EchoEncoder<String> encoder = new EchoEncoder<>();
        encoder.start();
        appender.setContext(context);
        appender.setEncoder(encoder);
        appender.setFile(log.toString());
        appender.setRollingPolicy(new NumberedFiles(log, 2));
        appender.setTriggeringPolicy(new BeforeTheSecond());
        appender.start();
        List.of("first", "second", "third").forEach(appender::doAppend);
        appender.stop();
        assertThat(unpacked(directory.resolve("muster.log.1.gz"))).isEqualToIgnoringNewLines("first");
        assertThat(Files.readAllLines(log)).containsExactly("second", "third");
    }

    private static final class BeforeTheSecond extends TriggeringPolicyBase<String> {
        BeforeTheSecond() {
            start();
        }

        @Override
        public boolean isTriggeringEvent(File active, String line) {
            return line.equals("second");
        }
    }

    @Test
    void fileThatCannotBeRolledIsNamedAndItsGenerationsStay() throws IOException {
        Path log = directory.resolve("muster.log");
        NumberedFiles files = new NumberedFiles(log, 2);
        Files.writeString(log, "life 1");
        files.rollover();
        assertThatThrownBy(files::rollover)
                .isInstanceOf(RolloverFailure.class)
                .hasMessageContaining(log + " is not rolled");
        assertThat(unpacked(directory.resolve("muster.log.1.gz"))).isEqualTo("life 1");
    }
}
