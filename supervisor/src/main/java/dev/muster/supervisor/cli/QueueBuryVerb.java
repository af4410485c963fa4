package dev.muster.supervisor.cli;

import dev.muster.queue.JobId;
import dev.muster.queue.JobQueue;
import dev.muster.queue.NoSuchJobException;
import dev.muster.wire.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** {@code muster queue bury}: a job that waits is put aside, until somebody has it tried again. */
final class QueueBuryVerb implements QueueVerb {
    private static final String WHY = "--why";

    @Override
    public void define(CommandSpec spec) {
        Options.operand(spec, "ID", "a job's id, as put, peek and export print it");
        Options.value(spec, "TEXT", "the reason, for whoever looks at it later", WHY);
    }

    @Override
    public int run(Invocation invocation, OneQueue queue) {
        JobId id = JobId.of(invocation.operand(1));
        if (!queue.exists()) {
            throw new NoSuchJobException(queue.name(), id);
        }
        try (JobQueue opened = queue.open()) {
            boolean buried = opened.admin().bury(id, invocation.value(WHY).orElse("put aside by hand"));
            tell(invocation, id, buried ? "buried" : "dead already", buried);
        }
        return Exit.OK;
    }

    /** What became of a job. */
    static void tell(Invocation invocation, JobId id, String outcome, boolean changed) {
        if (invocation.has(Options.JSON)) {
            Map<String, @Nullable Object> object = new LinkedHashMap<>();
            object.put("id", id.value());
            object.put("outcome", outcome);
            object.put("changed", changed);
            invocation.terminal().data(Json.write(object));
        } else {
            invocation.terminal().data("job " + id + ": " + outcome);
        }
    }
}
