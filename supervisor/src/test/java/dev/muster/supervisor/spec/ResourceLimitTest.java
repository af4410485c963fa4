package dev.muster.supervisor.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResourceLimitTest {

    @ParameterizedTest
    @CsvSource({
        "4096, 4096",
        "1024:4096, 1024:4096",
        "unlimited, unlimited",
        "0:unlimited, 0:unlimited",
        "8MiB:, 8388608:",
        ":1GiB, :1073741824",
        "64KiB, 65536"
    })
    void textsAreReadAndGivenToPrlimit(String text, String argument) {
        assertThat(ResourceLimit.parse(text, true).argument()).isEqualTo(argument);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ":", "many", "-1", "1:2:3", "64 MiB", "10MB"})
    void otherTextsAreRefused(String text) {
        assertThatThrownBy(() -> ResourceLimit.parse(text, true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "must be a limit such as 64MiB, \"64MiB:1GiB\" (soft:hard) or unlimited, not \"" + text + "\"");
    }

    @Test
    void aNumberOfFilesHasNoUnit() {
        assertThatThrownBy(() -> ResourceLimit.parse("4KiB", false)).hasMessageContaining("4096, \"1024:4096\"");
    }

    @Test
    void softLimitIsNotAboveTheHardOne() {
        assertThatThrownBy(() -> ResourceLimit.parse("unlimited:4096", false))
                .hasMessage("has its soft limit above its hard one: \"unlimited:4096\"");
    }
}
