package dev.muster.supervisor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.cli.text.StatusText;
import dev.muster.supervisor.control.ControlClient;
import dev.muster.supervisor.control.Fields;
import dev.muster.supervisor.control.PaperFleet;
import dev.muster.supervisor.testkit.Await;
import dev.muster.supervisor.testkit.Specs;
import dev.muster.wire.Json;
import dev.muster.wire.Rpc;
import dev.muster.wire.RpcMessage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever draws it, a status looks the same. */
final class StatusCommandTest {
    private static final String UPTIMES_AND_MEMORY = "\\d+m?s|\\d+(\\.\\d)?[KMG]|\\d+%";

    private final Path directory;

    StatusCommandTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theMasterDrawsAsTheCommandWould(boolean colour) {
        try (PaperFleet master = new PaperFleet(
                                directory, Specs.fleet(Specs.printer().workers(2), Specs.service("producer")))
                        .awaitReady();
                ControlClient client = master.client()) {
            client.call("stop", Map.of("selectors", List.of("producer")));
            master.complains("printer.2", "http:\u0007status 503");
            Await.until(
                    "the complaint", () -> StatusText.of(figures(client), false).contains("503"));
            Session session = new Session(directory, colour);
            assertThat(session.muster("status")).isEqualTo(Exit.NOT_ALL_RUNNING);
            assertThat(session.out()).contains("http: status 503\n");
            assertThat(steady(session.out())).isEqualTo(steady(StatusText.of(figures(client), colour)));
        }
    }

    private static Fields figures(ControlClient client) {
        return client.call("status", Map.of("selectors", List.of()));
    }

    /** What changes between two looks. */
    private static String steady(String text) {
        return text.replaceAll(UPTIMES_AND_MEMORY, "#").replaceAll(" +", " ");
    }

    @Test
    void anOlderMasterAnswersWithFiguresWhichTheCommandDraws() throws Exception {
        String worker =
                "{\"id\":\"printer.1\",\"phase\":\"FAILED\",\"pid\":null,\"uptimeMs\":null,\"restarts\":4,\"reason\":\"gave up\"}";
        try (OldMaster master = new OldMaster(directory, "{\"workers\":[" + worker + "],\"queues\":[]}")) {
            Session session = new Session(directory);
            assertThat(session.muster("status", "printer")).isEqualTo(Exit.NOT_ALL_RUNNING);
            assertThat(session.out())
                    .isEqualTo(
                            """
                    WORKER     PHASE   PID  UPTIME  RESTARTS  MEMORY  CPU  WHY
                    printer.1  FAILED    -       -         4       -    -  gave up
                    """);
            assertThat(master.asked()).containsExactly("printer");
        }
    }

    /** Answers one request, whatever it is, with one result. */
    private static final class OldMaster implements AutoCloseable {
        private final ServerSocketChannel server;
        private final CompletableFuture<List<String>> asked;

        OldMaster(Path home, String result) throws IOException {
            Path socket = Files.createDirectories(home.resolve("run")).resolve("control.sock");
            server = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(socket));
            asked = CompletableFuture.supplyAsync(() -> answer(result));
        }

        private List<String> answer(String result) {
            try (SocketChannel client = server.accept()) {
                BufferedReader reader = new BufferedReader(Channels.newReader(client, StandardCharsets.UTF_8));
                RpcMessage.Request request = (RpcMessage.Request) Rpc.parse(reader.readLine());
                String line = Rpc.result(request.id(), Json.parse(result)) + "\n";
                client.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8)));
                return Fields.of(request.params()).texts("selectors");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        List<String> asked() {
            return asked.join();
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }
}
