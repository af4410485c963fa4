package dev.muster.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueueLocationTest {

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "/var/lib/muster/queues/numbers",
                "/home/J\u00f6rg Meier/queues",
                "/100%/a%20b/a+b",
                "/what?/#1/[x]/{y}/\"z\"/\\/^|<>`",
                "/\ud83d\ude00",
                "/a\u0308"
            })
    void everyDirectoryComesBackFromItsUrl(String directory) {
        String url = QueueLocation.url("chronicle", Path.of(directory));
        assertThat(url).matches("[!-~]+").doesNotContain("?");
        assertThat(QueueLocation.of(url + "?on-full=block"))
                .isEqualTo(new QueueLocation("chronicle", directory, "on-full=block"));
    }

    @Test
    void anOrdinaryDirectoryStandsForItself() {
        assertThat(QueueLocation.url("chronicle", Path.of("/var/lib/my-queues_2/a.b")))
                .isEqualTo("chronicle:/var/lib/my-queues_2/a.b");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "chronicle:/my queue,/my queue",
        "chronicle:/my%20queue,/my queue",
        "chronicle:/my+queue,/my+queue",
        "chronicle:/J\u00f6rg,/J\u00f6rg",
        "chronicle:/J%C3%B6rg,/J\u00f6rg",
        "chronicle:/100%,/100%",
        "chronicle:/100%/2,/100%/2",
        "chronicle:/100%25,/100%",
        "chronicle:/a#b,/a#b",
        "chronicle:/a:b,/a:b",
    })
    void aPathMayBeWrittenAsItIs(String url, String path) {
        assertThat(QueueLocation.of(url).path()).isEqualTo(path);
        assertThat(QueueLocation.of(url).scheme()).isEqualTo("chronicle");
    }

    @Test
    void whatIsNoUrlHasNoScheme() {
        assertThat(QueueLocation.of("/a?b=c:d")).isEqualTo(new QueueLocation("", "/a", "b=c:d"));
    }
}
