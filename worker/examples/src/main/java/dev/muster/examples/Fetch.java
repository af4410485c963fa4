package dev.muster.examples;

import dev.muster.concurrent.MeasuredExecutor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * Many requests to a server that takes its time: {@code fetch one|threads|async|virtual [COUNT [URL]]}. Without a URL it serves itself. Before
 * Java 21 platform threads take the place of virtual ones.
 */
final class Fetch {
    private static final int THREADS = 10;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI uri;
    private final int count;

    Fetch(URI uri, int count) {
        this.uri = uri;
        this.count = count;
    }

    static void main(Words words) throws Exception {
        String way = words.text(0, "async");
        int count = (int) words.number(1, 100);
        if (!words.text(2, "").isEmpty()) {
            report(way, URI.create(words.text(2, "")), count);
            return;
        }
        try (LatencyServer server = new LatencyServer(Duration.ofMillis(50), 0)) {
            report(way, server.uri(), count);
        }
    }

    private static void report(String way, URI uri, int count) throws Exception {
        long size = Timed.work(() -> new Fetch(uri, count).by(way));
        System.out.println(count + " answers, " + size + " bytes");
    }

    /** The bytes of all answers. */
    long by(String way) throws Exception {
        return switch (way) {
            case "one" -> one();
            case "threads" -> threads(MeasuredExecutor.builder().threads(THREADS));
            case "async" -> async();
            case "virtual" -> threads(MeasuredExecutor.builder().virtual().threads(count));
            default -> throw new IllegalArgumentException("fetch: one, threads, async or virtual, not " + way);
        };
    }

    private long one() {
        return Stream.generate(this::fetch)
                .limit(count)
                .mapToLong(Long::longValue)
                .sum();
    }

    private long threads(MeasuredExecutor.Builder threads) {
        try (MeasuredExecutor executor = threads.name("fetch").build()) {
            List<CompletableFuture<Long>> answers = Stream.generate(() -> executor.submit(this::fetch))
                    .limit(count)
                    .toList();
            return answers.stream().mapToLong(CompletableFuture::join).sum();
        }
    }

    private long async() {
        List<CompletableFuture<HttpResponse<byte[]>>> answers = Stream.generate(
                        () -> client.sendAsync(request(), BodyHandlers.ofByteArray()))
                .limit(count)
                .toList();
        return answers.stream().mapToLong(answer -> answer.join().body().length).sum();
    }

    private long fetch() {
        try {
            return client.send(request(), BodyHandlers.ofByteArray()).body().length;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private HttpRequest request() {
        return HttpRequest.newBuilder(uri).build();
    }
}
