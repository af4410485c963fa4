package dev.muster.testing;

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

/** The control socket of a master, a line of JSON each way. One thread. */
final class ControlLine implements AutoCloseable {

    private final SocketChannel channel;
    private final BufferedReader answers;

    ControlLine(Path socket) throws IOException {
        channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        answers = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
    }

    /** Asks, and waits for the result. */
    Object call(String method, Map<String, ?> params) throws IOException {
        String request = Json.write(Map.of("jsonrpc", "2.0", "id", 1, "method", method, "params", params));
        ByteBuffer bytes = ByteBuffer.wrap((request + "\n").getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        String line = answers.readLine();
        if (line == null) {
            throw new IOException("the master has closed the connection");
        }
        Map<String, @Nullable Object> answer = Json.parseObject(line);
        Object result = answer.get("result");
        if (result == null) {
            throw new IllegalArgumentException(method + ": " + Json.write(answer.get("error")));
        }
        return result;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
