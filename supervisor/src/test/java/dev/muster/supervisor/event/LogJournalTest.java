package dev.muster.supervisor.event;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.muster.supervisor.core.ExitStatus;
import dev.muster.supervisor.core.Worker;
import dev.muster.supervisor.core.WorkerEvent;
import dev.muster.supervisor.core.WorkerMachine;
import dev.muster.supervisor.journald.SystemJournal;
import dev.muster.supervisor.process.JournalDouble;
import dev.muster.supervisor.process.JournalDouble.Received;
import dev.muster.supervisor.spec.WorkerId;
import dev.muster.supervisor.testkit.Specs;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What an administrator finds by field of a worker's ways. */
@Timeout(60)
class LogJournalTest {

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private final Logger log = (Logger) LoggerFactory.getLogger("muster");
    private final LogJournal lines = new LogJournal();
    private final JournalDouble fake;
    private final SystemJournal journal;
    private final JournalAppender appender;
    private Worker worker =
            Worker.fresh(new WorkerId("printer", 2), Specs.printer().spec(), 0, NOON);

    LogJournalTest(@TempDir Path dir) {
        fake = new JournalDouble(dir.resolve("socket"));
        journal = SystemJournal.start(dir.resolve("socket"));
        appender = new JournalAppender(journal);
        appender.start();
        log.addAppender(appender);
        log.setLevel(Level.INFO);
    }

    @AfterEach
    void end() {
        log.detachAppender(appender);
        log.setLevel(null); // as its parent's
        journal.close();
        fake.close();
    }

    private LogJournalTest on(WorkerEvent event) {
        Worker before = worker;
        worker = WorkerMachine.step(before, event, NOON, 0.5).worker();
        lines.transition(before, worker, event, NOON);
        return this;
    }

    private LogJournalTest ready() {
        return on(new WorkerEvent.Start("started on request"))
                .on(new WorkerEvent.Proceed())
                .on(new WorkerEvent.Spawned(1, 4711))
                .on(new WorkerEvent.Ready(1));
    }

    @Test
    void aCrashIsAWarningThatIsFoundAsACrashAndByWhatFollows() {
        List<Received> entries = ready().on(new WorkerEvent.Exited(1, ExitStatus.signalled(9), true))
                .fake
                .entries(3);
        assertThat(entries.get(1).all("MUSTER_EVENT")).containsExactly("ready");
        assertThat(entries.get(1).get("PRIORITY")).isEqualTo("6");
        Received crash = entries.get(2);
        assertThat(crash.all("MUSTER_EVENT")).containsExactly("backoff", "crashed");
        assertThat(crash.fields())
                .contains(
                        "MUSTER_WORKER=printer.2",
                        "MUSTER_SERVICE=printer",
                        "MUSTER_INCARNATION=1",
                        "PRIORITY=4",
                        "MESSAGE_ID=31ec3e18d85649358f46b57fb53853db");
        assertThat(crash.get("MESSAGE")).startsWith("printer.2#1: READY -> BACKOFF: killed by SIGKILL");
    }

    @Test
    void anEndThatSomebodyWantedIsNoCrash() {
        List<Received> entries = ready().on(new WorkerEvent.Stop("stopped on request"))
                .on(new WorkerEvent.Exited(1, ExitStatus.signalled(15), true))
                .fake
                .entries(4);
        assertThat(entries.get(3).all("MUSTER_EVENT")).containsExactly("stopped", "exited");
        assertThat(entries.get(3).get("PRIORITY")).isEqualTo("6");
        assertThat(entries.get(3).all("MESSAGE_ID")).isEmpty();
    }
}
