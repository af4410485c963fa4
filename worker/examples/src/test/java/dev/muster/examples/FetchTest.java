package dev.muster.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
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
    @ValueSource(strings = {"one", "threads", "async", "virtual"})
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
        try (Socket client =
                new Socket(InetAddress.getLoopbackAddress(), server.uri().getPort())) {
            client.setSoTimeout(20_000);
            client.getOutputStream()
                    .write("GET / HTTP/1.1\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .endsWith("\r\n\r\nhello\n");
        }
    }
}
