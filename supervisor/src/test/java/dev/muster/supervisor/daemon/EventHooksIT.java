package dev.muster.supervisor.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.event.Event;
import dev.muster.supervisor.event.EventJournal;
import dev.muster.supervisor.event.EventQuestion;
import dev.muster.supervisor.process.OutputTails;
import dev.muster.supervisor.process.ProcStat;
import dev.muster.supervisor.process.Reaper;
import dev.muster.supervisor.spec.EventKind;
import dev.muster.supervisor.spec.Hook;
import dev.muster.supervisor.testkit.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Hooks are real processes that get the event, end in time, and can do no harm. */
@Timeout(120)
final class EventHooksIT {
    private static final Duration LONG = Duration.ofMinutes(1);

    private final Path directory;
    private final Reaper reaper = Reaper.start();
    private final OutputTails tails = new OutputTails();
    private final EventJournal journal;
    private final EventHooks hooks;

    EventHooksIT(@TempDir Path temp) {
        directory = temp;
        journal = EventJournal.start(temp.resolve("events"), InstantSource.system());
        hooks = new EventHooks(reaper, tails, journal).start();
    }

    @AfterEach
    void close() {
        hooks.close();
        journal.close();
        tails.close();
        reaper.close();
    }

    private void follow(Duration timeout, String... scripts) {
        hooks.follow(Arrays.stream(scripts)
                .map(script -> new Hook(
                        Set.of(EventKind.CRASHED), Set.of("printer"), List.of("sh", "-c", script, "hook"), timeout))
                .toList());
    }

    private void crash(String worker) {
        journal.tell(
                EventKind.CRASHED,
                Map.of(
                        "worker",
                        worker + ".2",
                        "service",
                        worker,
                        "exit",
                        Map.of("code", 3),
                        "uptimeMs",
                        400,
                        "why",
                        "exit 3"));
    }

    private List<String> troubles() {
        return journal.past(new EventQuestion(Set.of(), Optional.empty(), 10_000)).stream()
                .filter(event -> event.what().equals("hook"))
                .map(Event::fields)
                .map(fields -> String.valueOf(fields.get("why")))
                .toList();
    }

    private String read(String file) {
        try {
            return Files.readString(directory.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitIdle() {
        Await.within(Duration.ofSeconds(60), "the hooks to end", () -> hooks.unfinished() == 0);
    }

    @Test
    void hookGetsTheEventAsVariables() {
        follow(
                LONG,
                "echo \"$MUSTER_EVENT $MUSTER_EVENT_WORKER $MUSTER_EVENT_EXIT_CODE $MUSTER_EVENT_UPTIME_MS"
                        + " $MUSTER_EVENT_JSON\" > " + directory + "/told");
        crash("printer");
        crash("producer");
        journal.tell(EventKind.READY, Map.of("service", "printer"));
        awaitIdle();
        assertThat(read("told"))
                .startsWith("crashed printer.2 3 400 {\"seq\":1,")
                .endsWith("}\n");
        assertThat(read("told").lines()).hasSize(1);
        assertThat(troubles()).isEmpty();
    }

    @Test
    @DisplayName(
            "S84 a hook that hangs is killed with its group, at most a few run and a bound waits, and it is told once")
    void hangingHooksDoNotPileUp() {
        follow(
                Duration.ofMillis(100),
                "sleep 1000 & echo $! >> " + directory + "/pids; echo $$ >> " + directory + "/pids; wait");
        for (int i = 0; i < 3 * EventHooks.MOST_WAITING; i++) {
            crash("printer");
        }
        assertThat(hooks.unfinished()).isLessThanOrEqualTo(EventHooks.MOST_WAITING + EventHooks.AT_A_TIME);
        hooks.follow(List.of());
        awaitIdle();
        List<Integer> pids = read("pids").lines().map(Integer::valueOf).toList();
        assertThat(pids).hasSizeGreaterThanOrEqualTo(EventHooks.AT_A_TIME);
        assertThat(pids)
                .noneMatch(pid -> ProcStat.read(pid).map(ProcStat::isAlive).orElse(false));
        assertThat(troubles())
                .hasSize(2)
                .anyMatch(why -> why.contains("did not end within 100 ms; killed"))
                .anyMatch(why -> why.contains("is not called"));
    }

    @Test
    @DisplayName("S84 hooks that fail or cannot be started are told once for each kind, until they work again")
    void uselessHooksAreToldOnce() {
        follow(LONG, "test -e " + directory + "/ok");
        for (int i = 0; i < 5; i++) {
            crash("printer");
        }
        awaitIdle();
        assertThat(troubles()).singleElement().asString().contains("on-event sh: exit 1");
        create("ok");
        crash("printer");
        awaitIdle();
        hooks.follow(List.of(new Hook(Set.of(EventKind.CRASHED), Set.of(), List.of(directory + "/nothing"), LONG)));
        crash("printer");
        crash("printer");
        awaitIdle();
        assertThat(troubles())
                .hasSize(2)
                .last()
                .asString()
                .contains("cannot be started")
                .contains("nothing");
    }

    @Test
    void whatAHookLeavesBehindHasTheRestOfItsTime() {
        follow(Duration.ofSeconds(1), "sleep 1000 & echo $! > " + directory + "/left; exit 0");
        crash("printer");
        awaitIdle();
        int left = Integer.parseInt(read("left").strip());
        assertThat(ProcStat.read(left).map(ProcStat::isAlive).orElse(false)).isFalse();
        assertThat(troubles()).isEmpty();
    }

    @Test
    void hookThatHangsDoesNotHoldUpTheEnd() {
        EventHooks ending = new EventHooks(reaper, tails, journal, Duration.ZERO).start();
        ending.follow(List.of(new Hook(
                Set.of(EventKind.CRASHED),
                Set.of(),
                List.of("sh", "-c", "sleep 1000 & echo $! > " + directory + "/hanging; wait"),
                LONG)));
        crash("printer");
        Await.until(
                "it hangs",
                () -> Files.exists(directory.resolve("hanging"))
                        && !read("hanging").isBlank());

        ending.close();

        assertThat(ending.unfinished()).as("nobody had to be given up").isZero();
        int hanging = Integer.parseInt(read("hanging").strip());
        assertThat(ProcStat.read(hanging).map(ProcStat::isAlive).orElse(false)).isFalse();
    }

    @Test
    @DisplayName("S84 what a hook said last stands in its trouble, whether it failed or hung")
    void lastWordsOfAHookAreTold() {
        follow(LONG, "echo connecting; echo 'mail: no route' >&2; exit 3");
        crash("printer");
        awaitIdle();
        follow(Duration.ofSeconds(2), "echo waiting for the pager; sleep 1000; : hangs");
        crash("printer");
        awaitIdle();
        assertThat(troubles())
                .satisfiesExactly(
                        failed -> assertThat(failed)
                                .startsWith("on-event sh: exit 3")
                                .endsWith("; last words: connecting | mail: no route"),
                        hung -> assertThat(hung)
                                .endsWith("did not end within 2000 ms; killed; last words: waiting for the pager"));
    }

    private void create(String file) {
        try {
            Files.createFile(directory.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
