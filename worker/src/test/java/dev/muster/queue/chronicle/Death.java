package dev.muster.queue.chronicle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Cuts the calling thread off at a point, as a kill would the process. */
final class Death extends Error {
    private static final long serialVersionUID = 1;

    private Death() {}

    /** Does what never comes back from a point. */
    static void at(CrashPoint where, Runnable action) {
        Thread victim = Thread.currentThread();
        CrashPoint.listener(point -> {
            if (point == where && Thread.currentThread() == victim) {
                throw new Death();
            }
        });
        assertThatThrownBy(action::run)
                .satisfiesAnyOf(thrown -> assertThat(thrown).isInstanceOf(Death.class), thrown -> assertThat(thrown)
                        .hasCauseInstanceOf(Death.class));
        CrashPoint.listener(point -> {});
    }
}
