package dev.muster.queue.chronicle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueueUrlTest {

    @Test
    void everyDefaultIsSpeltOut() {
        assertThat(QueueUrl.parse("numbers", "chronicle:/var/lib/numbers"))
                .isEqualTo(new QueueUrl(
                        Path.of("/var/lib/numbers"),
                        new Bounds(Long.MAX_VALUE, Long.MAX_VALUE, Bounds.DEFAULT_RESERVE),
                        QueueUrl.OnFull.REJECT,
                        QueueUrl.Durability.OS,
                        1 << 20,
                        false,
                        new CrashLimit(3, Duration.ofDays(3)),
                        Permits.UNLIMITED));
    }

    @Test
    void everyParameterIsRead() {
        assertThat(
                        QueueUrl.parse(
                                "numbers",
                                "chronicle:/a%20b?max-backlog=100000&max-bytes=67108864&min-free=0&on-full=block&durability=sync&segment-jobs=500&take-over=true&crash-max=5&crash-within=1000&max-running=4&max-run-time=5&run-grace=6&max-attempts=7&retry-initial=10&retry-max=100&retry-factor=3&retry-jitter=0"))
                .isEqualTo(new QueueUrl(
                        Path.of("/a b"),
                        new Bounds(100_000, 64L << 20, 0),
                        QueueUrl.OnFull.BLOCK,
                        QueueUrl.Durability.SYNC,
                        500,
                        true,
                        new CrashLimit(5, Duration.ofSeconds(1)),
                        4));
    }

    @ParameterizedTest
    @CsvSource({
        "chronicle:relative, expected chronicle:/absolute/directory",
        "chronicle:/a?max-backlog=0, max-backlog: expected a number from 1",
        "chronicle:/a?max-backlog=many, found many",
        "chronicle:/a?segment-jobs=99999999, from 1 to 16777215",
        "chronicle:/a?max-bytes=1000, max-bytes: expected a number from 33554432",
        "chronicle:/a?min-free=-1, min-free: expected a number from 0",
        "chronicle:/a?on-full=wait, 'on-full: expected reject or block, found wait'",
        "chronicle:/a?durability=fsync, 'durability: expected os or sync, found fsync'",
        "chronicle:/a?crash-max=0, crash-max: expected a number from 1 to 1000",
        "chronicle:/a?max-running=0, max-running: expected a number from 1 to 1024",
        "chronicle:/a?max-run-time=0, expected milliseconds for",
        "chronicle:/a?run-grace=soon, expected milliseconds for",
        "chronicle:/a?max-attempts=0, 'max-attempts of at least 1'",
        "chronicle:/a?retry-max=soon, expected numbers for",
        "chronicle:/a?max-backlg=3, 'unknown parameters [max-backlg]'"
    })
    void whatIsWrongIsNamedWithTheQueue(String url, String problem) {
        assertThatThrownBy(() -> QueueUrl.parse("numbers", url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("queue numbers")
                .hasMessageContaining(problem);
    }
}
