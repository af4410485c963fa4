package dev.muster.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

/** How a command ended. Immutable. */
record Result(String command, int exit, String out, String err) {

    Result succeeded() {
        return endedWith(0);
    }

    Result endedWith(int code) {
        assertThat(exit).as("exit code of `muster %s`%n%s%s", command, out, err).isEqualTo(code);
        return this;
    }
}
