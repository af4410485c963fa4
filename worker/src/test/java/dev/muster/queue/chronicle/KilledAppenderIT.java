package dev.muster.queue.chronicle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.queue.AppendLog;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** kill -9 of processes that append to a log: no entry is torn, none that was confirmed is lost, and all others go on. */
@Timeout(180)
final class KilledAppenderIT {
    private static final int SEGMENT = 64;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    private String url() {
        return "chronicle:" + directory.resolve("log") + "?segment-jobs=" + SEGMENT + "&min-free=0";
    }

    private AppendLog open() {
        return new ChronicleEngine().openLog("log", url(), () -> {});
    }

    private static List<String> all(AppendLog log) {
        List<String> texts = new ArrayList<>();
        try (AppendLog.Reader reader = log.read(0)) {
            for (AppendLog.Entry entry = reader.next(); entry != null; entry = reader.next()) {
                assertThat(entry.index()).isEqualTo(texts.size());
                texts.add(new String(entry.value(), StandardCharsets.UTF_8).strip());
            }
        }
        assertThat(log.size()).isEqualTo(texts.size());
        return texts;
    }

    @ParameterizedTest
    @EnumSource(
            value = CrashPoint.class,
            names = {"STAGED", "PUBLISHED", "PUT", "SEALED"})
    void whoDiesInAnAppendHasAppendedOrHasNotAndTheNextOneGoesOn(CrashPoint point) throws InterruptedException {
        int before = SEGMENT - 1; // so that a segment comes to its end
        Child child = Child.start(directory, "append", url(), point + ":" + (point == CrashPoint.SEALED ? 1 : before));
        child.await("at " + point);
        try (AppendLog log = open();
                AppendLog.Reader reader = log.read(SEGMENT + 1)) {
            child.kill();
            int there = all(log).size();
            long index = log.append("", "after".getBytes(StandardCharsets.UTF_8));
            assertThat(index).isEqualTo(there);
            log.append("", "last".getBytes(StandardCharsets.UTF_8));
            while (log.size() <= SEGMENT + 1) {
                log.append("", "more".getBytes(StandardCharsets.UTF_8));
            }
            assertThat(reader.next(Duration.ofMinutes(1))).isPresent();
            List<String> all = all(log);
            int confirmed = (int) Journal.lines(child.journal()).stream()
                    .filter(line -> line.startsWith("appended "))
                    .count();
            assertThat(there).isBetween(confirmed, confirmed + 1);
            for (int i = 0; i < there; i++) {
                assertThat(all.get(i)).isEqualTo("x-" + i);
            }
            assertThat(all.subList(there, there + 2)).containsExactly("after", "last");
        }
    }

    @Test
    void severalAreKilledAtAnyMomentUnderAReaderThatFollows() throws InterruptedException {
        List<Child> children = new ArrayList<>();
        List<String> followed = new ArrayList<>();
        try (AppendLog log = open();
                AppendLog.Reader reader = log.read(0)) {
            for (int i = 0; i < 2; i++) {
                children.add(Child.start(directory, "append", url(), "-"));
            }
            for (int round = 0; round < 6; round++) {
                int until = followed.size() + 300 + 37 * round;
                while (followed.size() < until) {
                    AppendLog.Entry entry = reader.next(Duration.ofMinutes(1)).orElseThrow();
                    assertThat(entry.index()).isEqualTo(followed.size());
                    followed.add(new String(entry.value(), StandardCharsets.UTF_8).strip());
                }
                children.get(round).kill();
                if (round < 4) {
                    children.add(Child.start(directory, "append", url(), "-"));
                }
            }
            for (AppendLog.Entry entry = reader.next(); entry != null; entry = reader.next()) {
                followed.add(new String(entry.value(), StandardCharsets.UTF_8).strip());
            }
            assertThat(all(log)).isEqualTo(followed);
        }
        Map<String, Integer> next = new HashMap<>();
        for (String entry : followed) {
            int dash = entry.indexOf('-');
            int number = Integer.parseInt(entry.substring(dash + 1));
            assertThat(number)
                    .as("%s is whole, and in the order of its writer", entry)
                    .isEqualTo(next.getOrDefault(entry.substring(0, dash), 0));
            next.put(entry.substring(0, dash), number + 1);
        }
        Set<String> there = new HashSet<>(followed);
        for (Child child : children) {
            for (String line : Journal.lines(child.journal())) {
                if (line.startsWith("appended ")) {
                    String[] words = line.split(" ", 4);
                    assertThat(there).contains(words[1]);
                    assertThat(followed.get(Integer.parseInt(words[2]))).isEqualTo(words[1]);
                }
            }
        }
    }
}
