package dev.muster.supervisor.cli.top;

import dev.muster.supervisor.cli.text.WorkerText;
import dev.muster.supervisor.control.Fields;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * One worker, as the master told of it. Immutable.
 *
 * @param cpu the processors that it uses: 1.0 is one of them
 * @param why what is the matter with it, or how it got where it is
 */
record WorkerRow(String id, String service, Standing standing, Usage usage, OptionalDouble cpu, String why) {

    /**
     * @param wanted whether it shall run, at least at its times
     * @param resting whether it waits for the next of its times
     * @param troubled whether it runs and does not serve
     */
    record Standing(String phase, boolean wanted, boolean resting, boolean troubled, long restarts) {}

    /** Nothing of it is known of a worker that does not run. */
    record Usage(long incarnation, OptionalLong pid, OptionalLong uptimeMs, OptionalLong rssBytes, OptionalLong cpuMs) {

        /** Over its whole life. */
        OptionalDouble average() {
            long uptime = uptimeMs.orElse(0);
            return cpuMs.isEmpty() || uptime <= 0
                    ? OptionalDouble.empty()
                    : OptionalDouble.of((double) cpuMs.getAsLong() / uptime);
        }

        /** Since what was known of the same life, so long ago; over the whole life when that was another one. */
        OptionalDouble since(Usage before, double millis) {
            if (before.incarnation != incarnation || before.cpuMs.isEmpty() || cpuMs.isEmpty() || millis <= 0) {
                return average();
            }
            return OptionalDouble.of(Math.max(0, cpuMs.getAsLong() - before.cpuMs.getAsLong()) / millis);
        }
    }

    static WorkerRow of(Fields worker) {
        boolean troubled = worker.optionalText("notReady").isPresent()
                || worker.optionalText("stalled").isPresent();
        Standing standing = new Standing(
                worker.text("phase"),
                worker.text("goal").equals("UP"),
                WorkerText.isResting(worker),
                troubled,
                worker.number("restarts"));
        Usage usage = new Usage(
                worker.number("incarnation"),
                worker.optionalNumber("pid"),
                worker.optionalNumber("uptimeMs"),
                worker.optionalNumber("rssBytes"),
                worker.optionalNumber("cpuMs"));
        return new WorkerRow(
                worker.text("id"), worker.text("service"), standing, usage, usage.average(), WorkerText.why(worker));
    }

    WorkerRow withCpu(OptionalDouble measured) {
        return new WorkerRow(id, service, standing, usage, measured, why);
    }
}
