package dev.muster.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class ExitTest {

    @Test
    void workerEndsItselfALittleBeforeTheMasterWould() {
        assertThat(Exit.own(Duration.ofSeconds(1))).isEqualTo(Duration.ofMillis(900));
        assertThat(Exit.own(Duration.ofSeconds(30))).isEqualTo(Duration.ofMillis(29_500));
        assertThat(Exit.own(Duration.ZERO)).isZero();
    }

    @Test
    void exitCodeIsWhatAProcessCanHave() {
        assertThat(new ExitException(255).code()).isEqualTo(255);
        assertThatIllegalArgumentException().isThrownBy(() -> new ExitException(256));
        assertThatIllegalArgumentException().isThrownBy(() -> new ExitException(-1));
    }
}
