package dev.muster.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class SquaresTest {

    @Test
    void theResultsAreInTheOrderOfTheArguments() throws Exception {
        assertThat(Squares.squares(2, 1)).containsExactly(0, 1, 4, 9, 16, 25, 36, 49, 64, 81);
    }
}
