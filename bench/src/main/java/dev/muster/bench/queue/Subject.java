package dev.muster.bench.queue;

import java.net.URI;
import java.nio.file.Path;

/** A queue under measurement, as one process has it open. One thread at a time. */
interface Subject extends AutoCloseable {

    /** Puts jobs, each with the same payload, and returns when all are confirmed. Zero as a batch: without batches. */
    void put(int jobs, int batch, byte[] payload);

    /** Opens this process's place among the consumers. */
    Taker taker();

    @Override
    void close();

    /** One consumer. */
    interface Taker extends AutoCloseable {

        /** Takes and finishes up to so many jobs; waits some milliseconds for the first. @return how many there were */
        int take(int max);

        @Override
        void close();
    }

    /** Opens by the scheme of a URL: {@code chronicle:}, {@code journal:}, {@code beanstalk:} or {@code redis:}, then a path. */
    static Subject open(String url) {
        URI uri = URI.create(url);
        Path path = Path.of(uri.getPath());
        return switch (uri.getScheme()) {
            case "chronicle" -> new MusterSubject(url);
            case "journal" -> new JournalSubject(path);
            case "beanstalk" -> new BeanstalkSubject(path);
            case "redis" -> new RedisSubject(path);
            default -> throw new IllegalArgumentException("unknown subject: " + url);
        };
    }
}
