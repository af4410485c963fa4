package dev.muster.supervisor.event;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.util.FileSize;
import dev.muster.supervisor.journald.SystemJournal;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/**
 * The master's own log: {@code <logs>/muster.log}, rolled at 10 MB, five kept, and systemd's journal or else the console. Configured
 * by code and not by XML because parsing a file would cost the master a tenth of its start.
 */
public final class MasterLog {
    private static final String PATTERN = "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level [%thread] %msg%n%ex";
    private static final String CONSOLE_PATTERN = "muster: %msg%n";

    private static final int KEPT = 5;

    private MasterLog() {}

    /**
     * Replaces whatever Logback was configured with: INFO and above, into the file, and to the journal or, where there is none, to standard
     * error. Not to both: the journal would have each line twice.
     */
    public static void configure(Path logs, Optional<SystemJournal> journal) {
        LoggerContext context = context();
        context.reset();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.INFO);
        root.addAppender(file(context, logs.resolve("muster.log")));
        root.addAppender(
                journal.<Appender<ILoggingEvent>>map(it -> journal(context, it)).orElseGet(() -> console(context)));
    }

    /** Writes what is still on its way. */
    public static void close() {
        context().stop();
    }

    /** A terminal that is held up (Ctrl-S) must not hold up the master: lines that do not fit are left to the file. */
    private static AsyncAppender console(LoggerContext context) {
        ConsoleAppender<ILoggingEvent> stderr = new ConsoleAppender<>();
        stderr.setTarget("System.err");
        AsyncAppender async = new AsyncAppender();
        async.setContext(context);
        async.setNeverBlock(true);
        async.addAppender(started(context, stderr, CONSOLE_PATTERN));
        async.start();
        return async;
    }

    private static JournalAppender journal(LoggerContext context, SystemJournal journal) {
        JournalAppender appender = new JournalAppender(journal);
        appender.setContext(context);
        appender.start();
        return appender;
    }

    private static LoggerContext context() {
        return (LoggerContext) LoggerFactory.getILoggerFactory();
    }

    private static RollingFileAppender<ILoggingEvent> file(LoggerContext context, Path path) {
        RollingFileAppender<ILoggingEvent> file = new RollingFileAppender<>();
        file.setFile(path.toString());
        file.setAppend(true);

        SizeBasedTriggeringPolicy<ILoggingEvent> size = new SizeBasedTriggeringPolicy<>();
        size.setContext(context);
        size.setMaxFileSize(FileSize.valueOf("10MB"));
        size.start();

        file.setRollingPolicy(new NumberedFiles(path, KEPT));
        file.setTriggeringPolicy(size);
        started(context, file, PATTERN);
        return file;
    }

    private static OutputStreamAppender<ILoggingEvent> started(
            LoggerContext context, OutputStreamAppender<ILoggingEvent> appender, String pattern) {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(pattern);
        encoder.start();
        appender.setContext(context);
        appender.setEncoder(encoder);
        appender.start();
        return appender;
    }
}
