package dev.muster.supervisor.cli;

import dev.muster.queue.JobQueue;
import dev.muster.queue.PeekedJob;
import dev.muster.supervisor.cli.text.Figures;
import dev.muster.supervisor.cli.text.Table;
import dev.muster.supervisor.cli.text.Table.Align;
import dev.muster.supervisor.cli.text.Table.Cell;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** {@code muster queue peek}: some jobs, without taking them. */
final class QueuePeekVerb implements QueueVerb {
    private static final String COUNT = "-n";
    private static final int DEFAULT = 10;
    private static final int MOST = 100_000;

    @Override
    public void define(CommandSpec spec) {
        Options.value(spec, "JOBS", "how many, 10 by default", COUNT, "--jobs");
        Options.examples(spec, "  muster queue peek numbers -n 3 --json");
    }

    @Override
    public int run(Invocation invocation, OneQueue queue) {
        int max = invocation
                .value(COUNT)
                .map(text -> Numbers.parse(COUNT, text, 1, MOST))
                .orElse(DEFAULT);
        List<PeekedJob> jobs = List.of();
        if (queue.exists()) {
            try (JobQueue opened = queue.open()) {
                jobs = opened.admin().peek(max);
            }
        }
        if (invocation.has(Options.JSON)) {
            jobs.forEach(job -> invocation.terminal().data(JobText.json(job)));
        } else {
            print(jobs, invocation.terminal());
        }
        return Exit.OK;
    }

    /** Who runs it and how far it is: {@code printer.1#3 40% page 7}. */
    private static String progress(PeekedJob job) {
        String text = job.worker()
                + job.progress()
                        .map(far -> " " + Math.round(100 * far.fraction()) + "% " + far.note())
                        .orElse("");
        return text.isBlank() ? Figures.NONE : text.strip();
    }

    private static void print(List<PeekedJob> jobs, Terminal terminal) {
        Table table = new Table(Align.LEFT, Align.LEFT, Align.RIGHT, Align.RIGHT, Align.LEFT, Align.LEFT, Align.LEFT);
        table.row(
                Cell.of("ID"),
                Cell.of("STATE"),
                Cell.of("AGE"),
                Cell.of("ATTEMPTS"),
                Cell.of("TYPE"),
                Cell.of("PROGRESS"),
                Cell.of("PAYLOAD"));
        long now = System.currentTimeMillis();
        for (PeekedJob job : jobs) {
            table.row(
                    Cell.of(job.id().value()),
                    Cell.of(job.cancelled() ? "CANCELLING" : job.state().name()),
                    Cell.of(Figures.duration(now - job.putAt().toEpochMilli())),
                    Cell.of(String.valueOf(job.attempts())),
                    Cell.of(
                            job.job().type().isEmpty()
                                    ? Figures.NONE
                                    : job.job().type()),
                    Cell.of(progress(job)),
                    Cell.of(JobText.summary(job.job())));
        }
        terminal.data(table, TerminalWidth.of(terminal));
    }
}
