package dev.muster.supervisor.cli;

import dev.muster.queue.JobQueue;
import dev.muster.queue.QueueProblem;
import dev.muster.wire.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;

/** {@code muster queue verify}: whether a queue's files fit together. */
final class QueueVerifyVerb implements QueueVerb {

    @Override
    public void define(CommandSpec spec) {
        // Nothing beside the queue's name.
    }

    @Override
    public int run(Invocation invocation, OneQueue queue) {
        List<QueueProblem> problems = problems(queue);
        if (invocation.has(Options.JSON)) {
            Map<String, Object> object = new LinkedHashMap<>();
            object.put("name", queue.name());
            object.put(
                    "problems",
                    problems.stream()
                            .map(problem -> Map.of("place", problem.place(), "what", problem.what()))
                            .toList());
            invocation.terminal().data(Json.write(object));
        } else {
            problems.forEach(problem -> invocation.terminal().data(problem.toString()));
            if (problems.isEmpty()) {
                invocation.terminal().data(queue.name() + ": no problem was found");
            }
        }
        return problems.isEmpty() ? Exit.OK : Exit.FAILED;
    }

    private static List<QueueProblem> problems(OneQueue queue) {
        if (!queue.exists()) {
            return List.of();
        }
        try (JobQueue opened = queue.open()) {
            return opened.admin().verify();
        }
    }
}
