package dev.muster.supervisor.event;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import dev.muster.supervisor.journald.SystemJournal;
import dev.muster.supervisor.process.JournalDouble;
import dev.muster.supervisor.process.JournalDouble.Received;
import dev.muster.supervisor.spec.EventKind;
import dev.muster.supervisor.spec.WorkerId;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.event.Level;

@Timeout(60)
class JournalAppenderTest {

    private static final WorkerId PRINTER = new WorkerId("printer", 1);

    private final LoggerContext context = new LoggerContext();
    private final Logger log = context.getLogger("muster");
    private final JournalDouble fake;
    private final SystemJournal journal;

    JournalAppenderTest(@TempDir Path dir) {
        fake = new JournalDouble(dir.resolve("socket"));
        journal = SystemJournal.start(dir.resolve("socket"));
        JournalAppender appender = new JournalAppender(journal);
        appender.setContext(context);
        appender.start();
        log.addAppender(appender);
    }

    @AfterEach
    void end() {
        journal.close();
        fake.close();
        context.stop();
    }

    @Test
    void aLineHasItsPriorityAndTheNameOfTheProgram() {
        log.error("{} is wrong", "something");
        log.warn("b");
        log.info("c");
        log.debug("d");
        List<Received> entries = fake.entries(4);
        assertThat(entries.get(0).fields())
                .containsExactlyInAnyOrder("MESSAGE=something is wrong", "PRIORITY=3", "SYSLOG_IDENTIFIER=muster");
        assertThat(entries).extracting(entry -> entry.get("PRIORITY")).containsExactly("3", "4", "6", "7");
    }

    @Test
    void aLineThatBeginsWithAWorkerIsFoundByIt() {
        log.warn("{}#{}: is odd", PRINTER, 3);
        log.info("a word about {}", "printer.1");
        List<Received> entries = fake.entries(2);
        assertThat(entries.get(0).fields())
                .contains("MESSAGE=printer.1#3: is odd", "MUSTER_WORKER=printer.1", "MUSTER_SERVICE=printer");
        assertThat(entries.get(1).all("MUSTER_WORKER")).isEmpty();
    }

    @Test
    void anEndIsFoundByEachOfItsNamesAndHasTheIdOfTheWorstOne() {
        Told.of(log, Level.WARN, EventKind.BACKOFF)
                .addKeyValue(Told.WORKER, PRINTER)
                .addKeyValue(Told.INCARNATION, 12)
                .addKeyValue(Told.EVENT, EventKind.CRASHED)
                .addKeyValue(Told.EVENT, EventKind.OOM)
                .log("{}: READY -> BACKOFF", "printer.1#12");
        Received entry = fake.entries(1).get(0);
        assertThat(entry.all("MUSTER_EVENT")).containsExactly("backoff", "crashed", "oom");
        assertThat(entry.all("MUSTER_WORKER")).containsExactly("printer.1");
        assertThat(entry.get("MUSTER_INCARNATION")).isEqualTo("12");
        assertThat(entry.all("MESSAGE_ID")).containsExactly("c2040935cc8b45ee8962a42d1d8d8189");
        assertThat(entry.get("MESSAGE")).isEqualTo("printer.1#12: READY -> BACKOFF");
    }

    @Test
    void anExceptionIsPartOfItsMessage() {
        log.error("a fault", new IllegalStateException("expected READY"));
        Received entry = fake.entries(1).get(0);
        assertThat(entry.get("MESSAGE"))
                .startsWith("a fault\njava.lang.IllegalStateException: expected READY\n\tat dev.muster")
                .doesNotEndWith("\n");
    }
}
