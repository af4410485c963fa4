package dev.muster.supervisor.spec;

import java.time.Duration;

/** At most {@code restarts} within a sliding window, as OTP's intensity and period. Immutable. */
public record RestartLimit(int restarts, Duration within) {}
