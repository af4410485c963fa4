package dev.muster.queue.chronicle;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Notices that the clock was set, that the machine slept, or that this process stood still. It only tells: no job is taken from anybody
 * because of a clock, but what was put off comes early or late, and somebody will wonder why. Confined to a thread.
 */
final class ClockWatch {

    private static final long NOTABLE_MS = 1000;
    private static final long STANDSTILL_MS = 5000;
    private static final long UNSURE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private long wallMs;
    private long steadyMs;

    ClockWatch() {
        look();
    }

    ClockWatch(long wallMs, long steadyMs) {
        this.wallMs = wallMs;
        this.steadyMs = steadyMs;
    }

    /** To be called every half second or so. @return what is to be told, empty for nothing */
    String look() {
        while (true) {
            long before = System.nanoTime();
            long wall = System.currentTimeMillis();
            if (System.nanoTime() - before < UNSURE_NANOS) { // or a pause between the two would look like a jump
                return look(wall, TimeUnit.NANOSECONDS.toMillis(before));
            }
        }
    }

    /** @param steady of a clock that nobody sets, and that stands still while the machine sleeps */
    String look(long wall, long steady) {
        long passed = steady - steadyMs;
        long jump = wall - wallMs - passed;
        wallMs = wall;
        steadyMs = steady;
        if (jump >= NOTABLE_MS) {
            return "the clock was set forward by " + text(jump)
                    + ", or the machine slept so long; what was put off comes that much earlier";
        }
        if (jump <= -NOTABLE_MS) {
            return "the clock was set back by " + text(-jump) + "; what was put off comes that much later";
        }
        if (passed >= STANDSTILL_MS) {
            return "this process stood still for " + text(passed) + "; the jobs that it holds are its own all the same";
        }
        return "";
    }

    private static String text(long millis) {
        return Duration.ofSeconds(TimeUnit.MILLISECONDS.toSeconds(millis + NOTABLE_MS / 2))
                .toString()
                .substring(2)
                .toLowerCase(Locale.ROOT);
    }
}
