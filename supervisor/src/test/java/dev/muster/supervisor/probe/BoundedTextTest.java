package dev.muster.supervisor.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class BoundedTextTest {

    @Test
    void expressionIsFoundAnywhereInTheLine() {
        assertThat(BoundedText.finds(Pattern.compile("listening on [0-9]+"), "12:00 listening on 80."))
                .isTrue();
        assertThat(BoundedText.finds(Pattern.compile("^listening"), "12:00 listening on 80."))
                .isFalse();
    }

    @Test
    @Timeout(60)
    void expressionThatWouldTakeYearsIsGivenUp() {
        assertThat(BoundedText.finds(Pattern.compile("(a|aa)+$"), "a".repeat(200) + "b"))
                .isFalse();
    }

    @Test
    void longLineIsNotSearchedToItsEnd() {
        assertThat(BoundedText.finds(Pattern.compile("ready"), "x".repeat(5_000) + "ready"))
                .isFalse();
    }
}
