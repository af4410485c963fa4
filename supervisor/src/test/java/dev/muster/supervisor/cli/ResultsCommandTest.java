package dev.muster.supervisor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.control.Fields;
import dev.muster.supervisor.testkit.Await;
import dev.muster.wire.Json;
import dev.muster.worker.SharedList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code muster results} on the files of a list, without a master. */
final class ResultsCommandTest {
    private final Path home;
    private final Session session;

    ResultsCommandTest(@TempDir Path directory) {
        home = directory;
        session = new Session(directory);
    }

    @BeforeEach
    void configure() throws IOException {
        Files.writeString(home.resolve("muster.conf"), "muster.services {}");
    }

    private <T> SharedList<T> open(Class<T> type) {
        return SharedList.open(home.resolve("state/results/primes"), type);
    }

    @Test
    void aListThatNobodyHasUsedIsNotMade() {
        assertThat(session.muster("results")).isEqualTo(Exit.OK);
        assertThat(session.out()).isEmpty();
        assertThat(session.muster("results", "primes")).isEqualTo(Exit.UNKNOWN);
        assertThat(session.err()).contains("no worker has used results `primes` yet; there are []");
        assertThat(home.resolve("state/results")).doesNotExist();
    }

    @Test
    void theEntriesArePrintedInTheirOrder() {
        try (SharedList<Integer> primes = open(Integer.class);
                SharedList<byte[]> bytes = open(byte[].class)) {
            primes.append(2);
            primes.append(3);
            bytes.append(new byte[] {0, 1});
        }
        assertThat(session.muster("results")).isEqualTo(Exit.OK);
        assertThat(session.out()).isEqualTo("primes\n");
        assertThat(session.muster("results", "primes")).isEqualTo(Exit.OK);
        assertThat(session.out()).isEqualTo("2\n3\n(2 bytes)\n");
        assertThat(session.muster("results", "primes", "--from", "1", "--json")).isEqualTo(Exit.OK);
        Fields three = Fields.of(Json.parse(session.out().lines().findFirst().orElseThrow()));
        assertThat(three.number("index")).isEqualTo(1);
        assertThat(three.number("payload")).isEqualTo(3);
        assertThat(session.out()).contains("\"payloadBase64\":\"AAE=\"");
        assertThat(session.muster("results", "primes", "--from", "x")).isEqualTo(Exit.USAGE);
    }

    @Test
    void followingPrintsWhatIsAppendedLater() throws InterruptedException {
        try (SharedList<Map<?, ?>> list = cast(open(Map.class))) {
            list.append(Map.of("n", 1));
            Thread follower = new Thread(() -> session.muster("results", "primes", "-f"));
            follower.start();
            Await.until("the first", () -> session.out().equals("{\"n\":1}\n"));
            list.append(Map.of("n", 2));
            Await.until("the second", () -> session.out().equals("{\"n\":1}\n{\"n\":2}\n"));
            follower.interrupt();
            follower.join();
        }
    }

    @SuppressWarnings("unchecked")
    private static SharedList<Map<?, ?>> cast(SharedList<?> list) {
        return (SharedList<Map<?, ?>>) list;
    }
}
