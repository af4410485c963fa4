package dev.muster.supervisor.cli;

import dev.muster.queue.Job;
import dev.muster.queue.JobId;
import dev.muster.queue.JobQueue;
import dev.muster.queue.Priority;
import dev.muster.queue.QueueFullException;
import dev.muster.wire.Json;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionException;
import picocli.CommandLine.Model.CommandSpec;

/** {@code muster queue put}: one job, or one for each line of stdin, in batches. Prints the ids. */
final class QueuePutVerb implements QueueVerb {
    private static final String TYPE = "--type";
    private static final String DELAY = "--delay";
    private static final String PRIORITY = "--priority";
    private static final String UNIQUE = "--unique";
    private static final String STDIN = "-";

    private final InputStream stdin;

    QueuePutVerb(InputStream stdin) {
        this.stdin = stdin;
    }

    @Override
    public void define(CommandSpec spec) {
        Options.operand(spec, "JSON", "the payload; or - for one JSON value a line on stdin, each a job");
        Options.value(spec, "TYPE", "the handler that the job is for", TYPE);
        Options.value(spec, "DURATION", "hold it back for so long, such as 10m", DELAY);
        Options.value(spec, "LEVEL", "high, normal (the default) or low", PRIORITY);
        Options.value(spec, "KEY", "put nothing while a job with this key waits or runs; prints that one's id", UNIQUE);
        Options.examples(
                spec,
                "  muster queue put numbers '{\"number\": 42}'",
                "  muster queue put mails '{\"to\": \"a@b.c\"}' --type welcome --delay 10m --unique a@b.c",
                "  muster queue put numbers - < jobs.jsonl");
    }

    @Override
    public int run(Invocation invocation, OneQueue queue) {
        Job form = form(invocation);
        String operand = invocation.operand(1);
        Terminal terminal = invocation.terminal();
        if (!operand.equals(STDIN)) {
            JsonLines.require("JSON", 0, operand);
            try (JobQueue opened = queue.open()) {
                put(opened, List.of(with(form, operand)), invocation);
            }
            return Exit.OK;
        }
        if (invocation.has(UNIQUE)) {
            throw CommandFailed.usage(UNIQUE + ": with - all jobs would have the same key");
        }
        try (JobQueue opened = queue.open();
                Progress progress = Progress.of(terminal, "jobs put")) {
            new JsonLines(stdin).forEachBatch(lines -> {
                List<Job> jobs = lines.stream().map(line -> with(form, line)).toList();
                put(opened, jobs, invocation);
                progress.add(jobs.size());
            });
        }
        return Exit.OK;
    }

    /** A job but for its payload. */
    private static Job form(Invocation invocation) {
        return Job.json("")
                .withType(invocation.value(TYPE).orElse(""))
                .withDelay(invocation
                        .value(DELAY)
                        .map(text -> Durations.parse(DELAY, text))
                        .orElse(Duration.ZERO))
                .withPriority(
                        invocation.value(PRIORITY).map(QueuePutVerb::priority).orElse(Priority.NORMAL))
                .withUniqueKey(invocation.value(UNIQUE).orElse(""));
    }

    private static Priority priority(String text) {
        for (Priority priority : Priority.values()) {
            if (priority.name().toLowerCase(Locale.ROOT).equals(text)) {
                return priority;
            }
        }
        throw CommandFailed.usage(PRIORITY + ": " + text + " is none; write high, normal or low");
    }

    private static Job with(Job form, String json) {
        return Job.json(json)
                .withType(form.type())
                .withDelay(form.delay())
                .withPriority(form.priority())
                .withUniqueKey(form.uniqueKey());
    }

    /** Puts jobs and prints their ids, also those of the first ones when there is no room for all. */
    private static void put(JobQueue queue, List<Job> jobs, Invocation invocation) {
        try {
            tell(queue.putAll(jobs).toCompletableFuture().join(), invocation);
        } catch (CompletionException e) {
            if (e.getCause() instanceof QueueFullException full) {
                tell(full.accepted(), invocation);
            }
            if (e.getCause() instanceof RuntimeException told) {
                throw told;
            }
            throw e;
        }
    }

    private static void tell(List<JobId> ids, Invocation invocation) {
        Terminal terminal = invocation.terminal();
        boolean json = invocation.has(Options.JSON);
        ids.forEach(id -> terminal.data(json ? Json.write(Map.of("id", id.value())) : id.value()));
    }
}
