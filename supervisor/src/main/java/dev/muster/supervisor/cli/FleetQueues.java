package dev.muster.supervisor.cli;

import dev.muster.supervisor.config.ConfigException;
import dev.muster.supervisor.config.ConfigLoader;
import dev.muster.supervisor.config.DidYouMean;
import dev.muster.supervisor.config.LastConfiguration;
import dev.muster.supervisor.config.LoadOptions;
import dev.muster.supervisor.config.Problem;
import dev.muster.supervisor.spec.Home;
import dev.muster.supervisor.spec.QueueSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The queues of the configuration, as the master reads it: of the last master's, unless another one is named. No master is asked, for these
 * commands work without one.
 * Immutable.
 */
record FleetQueues(Path file, Map<String, QueueSpec> queues) {

    /** @throws CommandFailed with all problems of the configuration */
    static FleetQueues of(Invocation invocation) {
        Home home = invocation.home();
        Home last = invocation.has(Options.CONFIG) ? home : LastConfiguration.in(home);
        try {
            return new FleetQueues(
                    last.config(), ConfigLoader.load(last, LoadOptions.daemon()).queues());
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
            throw new CommandFailed(Exit.UNKNOWN, file + " has no queue `" + name + "`" + meant + " (" + there + ")");
        }
        return OneQueue.of(spec);
    }

    List<OneQueue> all() {
        return queues.values().stream().map(OneQueue::of).toList();
    }
}
