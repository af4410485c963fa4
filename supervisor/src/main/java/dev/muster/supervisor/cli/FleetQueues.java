package dev.muster.supervisor.cli;

import dev.muster.supervisor.config.ConfigException;
import dev.muster.supervisor.config.ConfigLoader;
import dev.muster.supervisor.config.DidYouMean;
import dev.muster.supervisor.config.LoadOptions;
import dev.muster.supervisor.config.Problem;
import dev.muster.supervisor.spec.QueueSpec;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The queues of the configuration, as the master reads it; no master is asked, for these commands work without one.
 * Immutable.
 */
record FleetQueues(Map<String, QueueSpec> queues) {

    /** @throws CommandFailed with all problems of the configuration */
    static FleetQueues of(Invocation invocation) {
        try {
            return new FleetQueues(
                    ConfigLoader.load(invocation.home(), LoadOptions.daemon()).queues());
        } catch (ConfigException e) {
            String problems = e.problems().stream().map(Problem::toString).collect(Collectors.joining("\n"));
            throw new CommandFailed(Exit.CONFIGURATION, "the configuration has problems:\n" + problems);
        }
    }

    /** @throws CommandFailed naming what there is, and what was probably meant */
    OneQueue named(String name) {
        QueueSpec spec = queues.get(name);
        if (spec == null) {
            String meant = DidYouMean.nearest(queues.keySet(), name)
                    .map(similar -> "; did you mean `" + similar + "`?")
                    .orElse("");
            String there = queues.isEmpty() ? "it has none" : "it has " + String.join(", ", queues.keySet());
            throw new CommandFailed(
                    Exit.UNKNOWN, "the configuration has no queue `" + name + "`" + meant + " (" + there + ")");
        }
        return OneQueue.of(spec);
    }

    List<OneQueue> all() {
        return queues.values().stream().map(OneQueue::of).toList();
    }
}
