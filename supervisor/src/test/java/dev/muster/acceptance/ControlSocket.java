package dev.muster.acceptance;

import dev.muster.wire.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The control socket as a script would use it: one line of JSON each way. A JVM for each question would be the slow way. */
final class ControlSocket implements AutoCloseable {
    private final SocketChannel channel;
    private final BufferedReader answers;

    ControlSocket(Path path) throws IOException {
        channel = SocketChannel.open(UnixDomainSocketAddress.of(path));
        answers = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
    }

    /** Sends a request and returns the whole answer, result or error. */
    Map<String, @Nullable Object> call(String method, Map<String, ?> params) throws IOException {
        String request = Json.write(Map.of("jsonrpc", "2.0", "id", 1, "method", method, "params", params));
        channel.write(ByteBuffer.wrap((request + "\n").getBytes(StandardCharsets.UTF_8)));
        String answer = answers.readLine();
        if (answer == null) {
            throw new IOException("the master closed the connection");
        }
        return Json.parseObject(answer);
    }

    Status status() throws IOException {
        return Status.parse(Json.write(call("status", Map.of()).get("result")));
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
