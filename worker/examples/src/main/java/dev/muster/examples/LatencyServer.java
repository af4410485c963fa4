package dev.muster.examples;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A web server on loopback that thinks about each request for the same time: what {@link Fetch} fetches from. Thread-safe. */
final class LatencyServer implements AutoCloseable {
    private static final byte[] ANSWER =
            "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 6\r\n\r\nhello\n"
                    .getBytes(StandardCharsets.US_ASCII);
    private static final int LONGEST_REQUEST = 16_384;

    private final ServerSocket server;
    private final Duration latency;
    private final ExecutorService threads = Executors.newCachedThreadPool(LatencyServer::daemon);
    private final Set<Socket> clients = ConcurrentHashMap.newKeySet();

    /**
     * Serves from now on.
     *
     * @param port 0 for a free one
     */
    LatencyServer(Duration latency, int port) throws IOException {
        this.latency = latency;
        this.server = new ServerSocket(port, 1000, InetAddress.getLoopbackAddress());
        threads.execute(this::accept);
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort() + "/");
    }

    /** Serves until it is killed: {@code server [MILLIS [PORT]]}. */
    static void main(Words words) throws IOException, InterruptedException {
        Duration latency = Duration.ofMillis(words.number(0, 50));
        try (LatencyServer server = new LatencyServer(latency, (int) words.number(1, 0))) {
            System.out.println(server.uri());
            System.out.flush();
            Thread.currentThread().join();
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket client : clients) {
            client.close();
        }
        threads.shutdownNow();
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "latency-server");
        thread.setDaemon(true);
        return thread;
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                clients.add(client);
                threads.execute(() -> serve(client));
            } catch (IOException e) {
                if (!server.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            client.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(client.getInputStream());
            OutputStream out = client.getOutputStream();
            for (String request = request(in); !request.isEmpty(); request = request(in)) {
                Thread.sleep(latency.toMillis());
                out.write(ANSWER);
                if (request.contains("\r\nconnection: close\r\n")) {
                    return;
                }
            }
        } catch (IOException gone) {
            // the client has what it wanted
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            clients.remove(client);
        }
    }

    /** The head of the next request, in lower case; empty at the end of the connection. */
    private static String request(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        for (int b = in.read(); b >= 0 && head.length() < LONGEST_REQUEST; b = in.read()) {
            head.append((char) b);
            if (b == '\n' && head.toString().endsWith("\r\n\r\n")) {
                return head.toString().toLowerCase(Locale.ROOT);
            }
        }
        return "";
    }
}
