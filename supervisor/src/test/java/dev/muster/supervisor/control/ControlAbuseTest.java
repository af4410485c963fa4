package dev.muster.supervisor.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.spec.FleetSpec;
import dev.muster.supervisor.testkit.Await;
import dev.muster.supervisor.testkit.Specs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What no client should do to the control socket: that connection is closed, everybody else is served as before. */
@Timeout(60)
final class ControlAbuseTest {
    private static final String STATUS = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"status\",\"params\":{}}\n";
    private static final FleetSpec FLEET = Specs.fleet(Specs.printer());

    private final PaperFleet master;

    ControlAbuseTest(@TempDir Path directory) {
        master = new PaperFleet(directory, FLEET, Limits.DEFAULT.withPatience(300), fleet -> {});
    }

    @AfterEach
    void otherClientsAreServedAllTheSame() {
        try (ControlClient client = master.client()) {
            assertThat(client.call("status", Map.of()).objects("workers")).hasSize(1);
        }
        master.close();
    }

    private RawClient raw() {
        return new RawClient(master.home().controlSocket());
    }

    @Test
    @DisplayName("S87 garbage is answered with an error and the end of the connection")
    void garbageEndsTheConnection() throws IOException {
        try (RawClient client = raw()) {
            client.send("\u0000\u0001\u0002 \u001b[31m {]}\n" + STATUS);
            assertThat(client.readLine())
                    .hasValueSatisfying(line -> assertThat(line).contains("-32700"));
            assertThat(client.readLine()).isEmpty();
        }
    }

    @Test
    @DisplayName("S87 a line of 10 MB is cut off at the limit")
    void tooLongALineEndsTheConnection() throws IOException {
        byte[] megabyte = "x".repeat(1 << 20).getBytes(StandardCharsets.US_ASCII);
        try (RawClient client = raw()) {
            int sent = 0;
            try {
                while (sent < 10) {
                    client.send(new String(megabyte, StandardCharsets.US_ASCII));
                    sent++;
                }
            } catch (IOException closedWhileSending) {
                assertThat(sent).isLessThan(10);
            }
            assertThat(client.readLine())
                    .hasValueSatisfying(line -> assertThat(line).contains("-32005"));
            assertThat(client.readLine()).isEmpty();
        }
    }

    @Test
    @DisplayName("S87 a slow loris is closed although it sends a byte now and then")
    void slowLorisIsClosed() throws IOException {
        try (RawClient client = raw()) {
            long begun = System.nanoTime();
            client.send("{\"jsonrpc\"");
            Await.until("the end of a line that never ends", () -> !canSend(client, " "));
            assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun)).isBetween(250L, 10_000L);
            assertThat(client.readLine())
                    .hasValueSatisfying(line -> assertThat(line).contains("-32005"));
        }
    }

    private static boolean canSend(RawClient client, String text) {
        try {
            client.send(text);
            return true;
        } catch (IOException closed) {
            return false;
        }
    }

    @Test
    @DisplayName("S87 a client that says nothing may stay")
    void silentClientIsNotClosed() throws IOException {
        try (RawClient silent = raw();
                RawClient loris = raw()) {
            loris.send("{");
            loris.awaitEnd();
            assertThat(silent.send(STATUS).readLine()).isPresent();
        }
    }

    @Test
    @DisplayName("S87 a client that only stops writing still gets its answers")
    void halfClosedConnectionGetsItsAnswers() throws IOException {
        try (RawClient client = raw()) {
            client.send(STATUS + STATUS).endOutput();
            assertThat(client.readLine()).isPresent();
            assertThat(client.readLine()).isPresent();
            assertThat(client.readLine()).isEmpty();
        }
    }

    @Test
    @DisplayName("S87 a client that never reads is not read from either, and is closed in the end")
    void answersForAReaderThatDoesNotReadAreBounded() throws IOException {
        byte[] requests = STATUS.repeat(1000).getBytes(StandardCharsets.US_ASCII);
        try (RawClient client = raw()) {
            long taken = 0;
            int now = client.sendWithoutBlocking(requests);
            while (now > 0 && taken < 50_000_000) {
                taken += now;
                now = client.sendWithoutBlocking(requests);
            }
            // The kernel's buffers and a megabyte of ours: far less than the answers to what was sent would be.
            assertThat(taken).isLessThan(5_000_000);
            Await.until("the patience with it to end", () -> !canSendNow(client, requests));
        }
    }

    /** Writing to a closed connection throws; to a full one it does nothing. */
    private static boolean canSendNow(RawClient client, byte[] bytes) {
        try {
            client.sendWithoutBlocking(bytes);
            return true;
        } catch (IOException closed) {
            return false;
        }
    }

    @Test
    @DisplayName("S87 there are only so many connections; the next one is told and closed")
    void tooManyConnectionsAreRefused() throws IOException {
        List<RawClient> clients = new ArrayList<>();
        try {
            for (int i = 0; i < Limits.DEFAULT.clients(); i++) {
                RawClient client = raw();
                clients.add(client);
                assertThat(client.send(STATUS).readLine()).isPresent();
            }
            RawClient oneMore = raw();
            clients.add(oneMore);
            assertThat(oneMore.readLine())
                    .hasValueSatisfying(line -> assertThat(line).contains("-32005"));
            assertThat(oneMore.readLine()).isEmpty();
        } finally {
            for (RawClient client : clients) {
                client.close();
            }
        }
        Await.until("places for new clients", this::isServed);
    }

    private boolean isServed() {
        try (RawClient client = raw()) {
            return client.send(STATUS).readLine().orElse("").contains("result");
        } catch (IOException refused) {
            return false;
        }
    }

    @Test
    @DisplayName("S87 a client that goes away in the middle of everything costs nothing")
    void clientsThatVanishLeaveNothingBehind() throws IOException {
        for (int i = 0; i < 200; i++) {
            try (RawClient client = raw()) {
                client.send(STATUS.substring(0, i % STATUS.length()));
                if (i % 3 == 0) {
                    client.send("\n" + STATUS);
                }
            }
        }
        Await.until("places for new clients", this::isServed);
    }
}
