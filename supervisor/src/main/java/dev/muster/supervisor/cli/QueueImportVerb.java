package dev.muster.supervisor.cli;

import dev.muster.queue.JobId;
import dev.muster.queue.JobQueue;
import dev.muster.queue.JobState;
import dev.muster.queue.QueueFullException;
import dev.muster.supervisor.control.Fields.BadField;
import dev.muster.wire.Json;
import java.io.InputStream;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import picocli.CommandLine.Model.CommandSpec;

/** {@code muster queue import}: puts what {@code muster queue export} wrote, here or elsewhere. */
final class QueueImportVerb implements QueueVerb {
    private static final String DEAD = "--dead";

    private final InputStream stdin;
    private final Clock clock;

    QueueImportVerb(InputStream stdin, Clock clock) {
        this.stdin = stdin;
        this.clock = clock;
    }

    @Override
    public void define(CommandSpec spec) {
        Options.flag(spec, "also what was put aside as dead, to be tried again; left out otherwise", DEAD);
        Options.examples(
                spec,
                "  muster queue import numbers < numbers.jsonl",
                "  muster queue export numbers --home /old | muster queue import numbers");
    }

    @Override
    public int run(Invocation invocation, OneQueue queue) {
        Import run = new Import(invocation);
        try (JobQueue opened = queue.open();
                Progress progress = Progress.of(invocation.terminal(), "jobs put")) {
            new JsonLines(stdin).forEachBatch(lines -> progress.add(run.put(opened, lines)));
        } catch (CommandFailed e) {
            throw new CommandFailed(e.exitCode(), e.text() + " (" + run.put + " jobs are in the queue)");
        }
        if (!invocation.has(Options.JSON)) {
            String dead =
                    run.leftOut == 0 ? "" : "; " + run.leftOut + " dead ones left out, " + DEAD + " puts them, too";
            invocation.terminal().data(queue.name() + ": " + run.put + " jobs put" + dead);
        }
        return Exit.OK;
    }

    /** One run of the command. */
    private final class Import {
        private final Terminal terminal;
        private final boolean json;
        private final boolean withDead;
        private long read;
        private long put;
        private long leftOut;

        Import(Invocation invocation) {
            this.terminal = invocation.terminal();
            this.json = invocation.has(Options.JSON);
            this.withDead = invocation.has(DEAD);
        }

        /** How many of these were put; also those before a line that is none, or before there was no room any more. */
        int put(JobQueue queue, List<String> lines) {
            List<ExportedJob> jobs = new ArrayList<>();
            Instant now = clock.instant();
            try {
                for (String line : lines) {
                    read++;
                    ExportedJob job = ExportedJob.of(line, now);
                    if (job.state() == JobState.DEAD && !withDead) {
                        leftOut++;
                    } else {
                        jobs.add(job);
                    }
                }
            } catch (BadField | IllegalArgumentException e) {
                putAll(queue, jobs);
                throw CommandFailed.usage("stdin, job " + read + ": " + e.getMessage());
            }
            putAll(queue, jobs);
            return jobs.size();
        }

        private void putAll(JobQueue queue, List<ExportedJob> jobs) {
            try {
                tell(
                        jobs,
                        queue.putAll(jobs.stream().map(ExportedJob::job).toList())
                                .toCompletableFuture()
                                .join());
            } catch (CompletionException e) {
                if (e.getCause() instanceof QueueFullException full) {
                    tell(jobs, full.accepted());
                    throw new CommandFailed(Exit.FAILED, String.valueOf(full.getMessage()));
                }
                if (e.getCause() instanceof RuntimeException told) {
                    throw told;
                }
                throw e;
            }
        }

        private void tell(List<ExportedJob> jobs, List<JobId> ids) {
            put += ids.size();
            for (int i = 0; json && i < ids.size(); i++) {
                Map<String, Object> object = new LinkedHashMap<>();
                object.put("from", jobs.get(i).id());
                object.put("id", ids.get(i).value());
                terminal.data(Json.write(object));
            }
        }
    }
}
