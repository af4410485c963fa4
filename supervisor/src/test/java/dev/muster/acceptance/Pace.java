package dev.muster.acceptance;

import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.time.Duration;

/** What a promise in seconds means on a machine that has more to do: a load of four on two cores doubles it. */
final class Pace {

    private Pace() {}

    static Duration allow(Duration promised) {
        OperatingSystemMXBean machine = ManagementFactory.getOperatingSystemMXBean();
        double factor = Math.max(1, machine.getSystemLoadAverage() / machine.getAvailableProcessors());
        return Duration.ofMillis((long) (promised.toMillis() * factor));
    }
}
