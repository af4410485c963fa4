package dev.muster.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FetchTest {
    private static final Duration LATENCY = Duration.ofMillis(5);

    private final LatencyServer server;

    FetchTest() throws IOException {
        server = new LatencyServer(LATENCY, 0);
    }

    @AfterEach
    void closeServer() throws IOException {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"one", "threads", "async"})
    void everyWayFetchesAll(String way) throws Exception {
        assertThat(new Fetch(server.uri(), 30).by(way)).isEqualTo(30L * "hello\n".length());
    }

    @Test
    void noOtherWayIsKnown() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Fetch(server.uri(), 1).by("hope"))
                .withMessageContaining("hope");
    }

    @Test
    void anAnswerTakesAsLongAsItIsToldTo() throws Exception {
        new Fetch(server.uri(), 1).by("one"); // loads what is not there yet

        long began = System.nanoTime();
        new Fetch(server.uri(), 10).by("one");

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThanOrEqualTo(LATENCY.multipliedBy(10));
    }

    @Test
    void whoeverWantsItClosedFindsItClosed() throws IOException {
        HttpURLConnection connection = (HttpURLConnection) server.uri().toURL().openConnection();
        connection.setRequestProperty("Connection", "close");
        assertThat(connection.getInputStream()).hasContent("hello\n");
        connection.disconnect();
    }
}
