package dev.muster.supervisor.cli;

import dev.muster.queue.JobQueue;
import picocli.CommandLine.Model.CommandSpec;

/** {@code muster queue export}: every job that is not finished, a JSON object a line. */
final class QueueExportVerb implements QueueVerb {

    @Override
    public void define(CommandSpec spec) {
        Options.examples(spec, "  muster queue export numbers | jq -c 'select(.state == \"DEAD\") | .payload'");
    }

    @Override
    public int run(Invocation invocation, OneQueue queue) {
        if (!queue.exists()) {
            return Exit.OK;
        }
        Terminal terminal = invocation.terminal();
        try (JobQueue opened = queue.open();
                Progress progress = Progress.of(terminal, "jobs exported")) {
            opened.admin().export(job -> {
                terminal.data(JobText.json(job));
                progress.add(1);
                if (progress.count() % 1000 == 0 && terminal.out().checkError()) {
                    throw new CommandFailed(Exit.FAILED, "the reader of the jobs has gone");
                }
            });
        }
        return Exit.OK;
    }
}
