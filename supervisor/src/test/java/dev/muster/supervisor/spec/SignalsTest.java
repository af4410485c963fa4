package dev.muster.supervisor.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignalsTest {

    @ParameterizedTest
    @CsvSource({
        "HUP, 1", "INT, 2", "QUIT, 3", "ABRT, 6", "KILL, 9", "USR1, 10", "SEGV, 11", "USR2, 12", "PIPE, 13",
        "TERM, 15", "CHLD, 17", "CONT, 18", "STOP, 19", "WINCH, 28", "SYS, 31", "RTMIN, 34", "RTMIN+3, 37",
                "RTMIN+30, 64"
    })
    void namesAndNumbersBelongTogether(String name, int number) {
        assertThat(Signals.number(name)).isEqualTo(number);
        assertThat(Signals.name(number)).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"term", "SIGTERM", "sigterm", " TERM ", "15"})
    void signalIsFoundHoweverItIsWritten(String text) {
        assertThat(Signals.find(text)).hasValue(15);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "SIG", "FOO", "0", "32", "33", "65", "-9", "RTMIN+31", "RTMIN+", "99999999999"})
    void nonsenseIsNoSignal(String text) {
        assertThat(Signals.find(text)).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> Signals.number(text));
    }

    @Test
    void everyStandardSignalIsNamed() {
        assertThat(Signals.names()).hasSize(31).doesNotHaveDuplicates();
    }
}
