package dev.muster.supervisor.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.core.ExitStatus;
import dev.muster.supervisor.core.Phase;
import dev.muster.supervisor.log.LogStream;
import dev.muster.supervisor.spec.EventKind;
import dev.muster.supervisor.spec.FleetSpec;
import dev.muster.supervisor.spec.WorkerId;
import dev.muster.supervisor.testkit.Await;
import dev.muster.supervisor.testkit.Specs;
import dev.muster.wire.Json;
import dev.muster.wire.ToWorker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Replays every transcript of docs/protocol.md, in its order, against one real server. */
@Timeout(60)
final class ProtocolTranscriptTest {
    /** Compared by type only, because they differ from run to run. */
    private static final Set<String> VARIABLE = Set.of(
            "pid",
            "uptimeMs",
            "rssBytes",
            "cpuMs",
            "version",
            "muster",
            "reason",
            "at",
            "seq",
            "startMs",
            "sinceMs",
            "uid",
            "user");

    /** A client hands on the version that it was given, not the one of the page. */
    private static final Pattern VERSION = Pattern.compile("\"version\":[0-9]+");

    private static final Path PAGE = Path.of("../docs/protocol.md");
    private static final FleetSpec FLEET = new FleetSpec(
            "muster",
            Map.of(),
            Specs.fleet(Specs.printer().workers(2), Specs.service("producer")).services());

    @Test
    void everyTranscriptOfThePageIsWhatTheServerSays(@TempDir Path directory) throws IOException {
        replayAll(directory, "```", 10, fleet -> {});
    }

    /** The kernel says that the worker is this process, so the fleet has to know printer.1 by its pid. */
    @Test
    void everyTranscriptOfAWorkerIsWhatTheServerSays(@TempDir Path directory) throws IOException {
        replayAll(directory, "```worker", 2, master -> {
            master.nextPid("printer.1", (int) ProcessHandle.current().pid());
            master.startsSlowly("printer.1");
        });
    }

    private static void replayAll(Path directory, String fence, int atLeast, Consumer<PaperFleet> prepare)
            throws IOException {
        List<List<String>> transcripts = transcripts(Files.readAllLines(PAGE)).stream()
                .filter(transcript -> transcript.get(0).equals(fence))
                .toList();
        assertThat(transcripts).hasSizeGreaterThanOrEqualTo(atLeast);
        try (PaperFleet master = new PaperFleet(directory, FLEET, prepare)) {
            master.print("printer.1", LogStream.OUT, "I print 41");
            Await.until("producer.1", () -> master.worker("producer.1").phase() == Phase.READY);
            Await.until("printer.2", () -> master.worker("printer.2").phase() == Phase.READY);
            for (List<String> transcript : transcripts) {
                replay(master, transcript);
            }
        }
    }

    private static void replay(PaperFleet master, List<String> transcript) throws IOException {
        boolean ofWorker = transcript.get(0).equals("```worker");
        Path socket = ofWorker ? master.home().workerSocket() : master.home().controlSocket();
        String version = "";
        try (RawClient client = new RawClient(socket)) {
            for (String line : transcript.subList(1, transcript.size())) {
                String text = line.substring(3);
                if (line.startsWith("C: ")) {
                    client.send(VERSION.matcher(text).replaceAll(version) + "\n");
                } else {
                    provoke(master, text);
                    String answer = client.readLine().orElseThrow(() -> new AssertionError("no answer: " + text));
                    assertSame(text, Json.parse(text), Json.parse(answer), "");
                    Matcher told = VERSION.matcher(answer);
                    version = told.find() ? told.group() : version;
                }
            }
        }
    }

    /** What the server sends of its own accord has a cause that the page tells in words. */
    private static void provoke(PaperFleet master, String expected) {
        if (expected.contains("\"method\":\"log\"")) {
            Await.until("a follower", master::isFollowed);
            master.print("printer.1", LogStream.OUT, "I print 42");
        } else if (expected.contains("\"method\":\"event\"")) {
            master.records()
                    .events()
                    .tell(EventKind.LOST, Map.of("events", 3, "why", "3 entries could not be written"));
        } else if (expected.contains("\"method\":\"died\"")) {
            Await.until("a watcher", () -> master.channels().isWatching(new WorkerId("printer", 1)));
            master.exit("printer.2", ExitStatus.signalled(9));
        } else if (expected.contains("\"method\":\"quiet\"")) {
            Await.until("printer.1 to be ready by its own word", () -> isReady(master));
            say(master, new ToWorker.Quiet());
        } else if (expected.contains("\"method\":\"stop\"")) {
            say(master, new ToWorker.Stop(30_000));
        }
    }

    private static boolean isReady(PaperFleet master) {
        return master.worker("printer.1").phase() == Phase.READY;
    }

    private static void say(PaperFleet master, ToWorker message) {
        Await.until("a channel to printer.1", () -> master.channels().send(new WorkerId("printer", 1), 1, message));
    }

    private static void assertSame(String line, @Nullable Object expected, @Nullable Object found, String at) {
        if (expected instanceof Map<?, ?> map) {
            Map<?, ?> other = Fields.of(found).asMap();
            assertThat(other.keySet())
                    .as("keys of %s in the answer to %s", at, line)
                    .isEqualTo(map.keySet());
            map.forEach((key, value) -> assertMember(line, String.valueOf(key), value, other.get(key), at + "/" + key));
        } else if (expected instanceof List<?> list) {
            List<?> other = found instanceof List<?> same ? same : List.of("no list: " + found);
            assertThat(other).as("%s in the answer to %s", at, line).hasSameSizeAs(list);
            for (int i = 0; i < list.size(); i++) {
                assertSame(line, list.get(i), other.get(i), at + "/" + i);
            }
        } else {
            assertThat(found).as("%s of %s", at, line).isEqualTo("...".equals(expected) ? found : expected);
        }
    }

    private static void assertMember(
            String line, String key, @Nullable Object expected, @Nullable Object found, String at) {
        if (!VARIABLE.contains(key)) {
            assertSame(line, expected, found, at);
        } else if (expected != null && found != null) {
            assertThat(kind(found))
                    .as("kind of %s in the answer to %s", at, line)
                    .isEqualTo(kind(expected));
        }
    }

    private static String kind(Object value) {
        return value instanceof Number ? "number" : value.getClass().getSimpleName();
    }

    /** The fenced blocks that hold a conversation; their first line is the fence. */
    private static List<List<String>> transcripts(List<String> page) {
        List<List<String>> transcripts = new ArrayList<>();
        List<String> block = new ArrayList<>();
        for (String line : page) {
            if (line.startsWith("```") && block.isEmpty()) {
                block.add(line);
            } else if (line.startsWith("```")) {
                if (block.size() > 1 && block.get(1).startsWith("C: ")) {
                    transcripts.add(block);
                }
                block = new ArrayList<>();
            } else if (!block.isEmpty()) {
                block.add(line);
            }
        }
        return transcripts;
    }
}
