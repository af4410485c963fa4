package dev.muster.supervisor.cli;

import dev.muster.queue.CrashRecord;
import dev.muster.queue.DeadLetter;
import dev.muster.queue.JobQueue;
import dev.muster.supervisor.cli.text.Figures;
import dev.muster.supervisor.cli.text.Table;
import dev.muster.supervisor.cli.text.Table.Align;
import dev.muster.supervisor.cli.text.Table.Cell;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** {@code muster queue dead}: what was put aside, with the evidence. */
final class QueueDeadVerb implements QueueVerb {
    private static final String COUNT = "-n";
    private static final int DEFAULT = 20;
    private static final int MOST = 100_000;

    @Override
    public void define(CommandSpec spec) {
        Options.value(spec, "JOBS", "how many, 20 by default", COUNT, "--jobs");
        Options.examples(spec, "  muster queue dead numbers --json | jq -r .error");
    }

    @Override
    public int run(Invocation invocation, OneQueue queue) {
        int max = invocation
                .value(COUNT)
                .map(text -> Numbers.parse(COUNT, text, 1, MOST))
                .orElse(DEFAULT);
        List<DeadLetter> letters = List.of();
        if (queue.exists()) {
            try (JobQueue opened = queue.open();
                    Progress progress = Progress.of(invocation.terminal(), "dead jobs read")) {
                letters = opened.deadLetters().list(max);
                progress.add(letters.size());
            }
        }
        if (invocation.has(Options.JSON)) {
            letters.forEach(letter -> invocation.terminal().data(JobText.json(fields(letter), letter.job())));
        } else {
            print(letters, invocation.terminal());
        }
        return Exit.OK;
    }

    private static void print(List<DeadLetter> letters, Terminal terminal) {
        Table table = new Table(
                Align.LEFT, Align.RIGHT, Align.RIGHT, Align.RIGHT, Align.LEFT, Align.LEFT, Align.LEFT, Align.LEFT);
        table.row(
                Cell.of("ID"),
                Cell.of("DIED"),
                Cell.of("ATTEMPTS"),
                Cell.of("CRASHES"),
                Cell.of("TYPE"),
                Cell.of("WORKER"),
                Cell.of("REASON"),
                Cell.of("ERROR"));
        long now = System.currentTimeMillis();
        for (DeadLetter letter : letters) {
            table.row(
                    Cell.of(letter.id().value()),
                    Cell.of(Figures.duration(now - letter.diedAtMs())),
                    Cell.of(String.valueOf(letter.attempts())),
                    Cell.of(String.valueOf(letter.crashes())),
                    Cell.of(orNone(letter.job().type())),
                    Cell.of(orNone(letter.worker())),
                    Cell.of(letter.reason()),
                    Cell.of(letter.error().lines().findFirst().orElse("")));
        }
        terminal.data(table, TerminalWidth.of(terminal));
    }

    private static String orNone(String text) {
        return text.isEmpty() ? Figures.NONE : text;
    }

    private static Map<String, @Nullable Object> fields(DeadLetter letter) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("id", letter.id().value());
        fields.put("state", "DEAD");
        fields.put("diedAt", Instant.ofEpochMilli(letter.diedAtMs()).toString());
        fields.put("putAt", Instant.ofEpochMilli(letter.putAtMs()).toString());
        fields.put("reason", letter.reason());
        fields.put("attempts", letter.attempts());
        fields.put("crashes", letter.crashes());
        fields.put("interruptions", letter.interruptions());
        fields.put("worker", letter.worker());
        fields.put("error", letter.error());
        fields.put(
                "crashed", letter.crashed().stream().map(QueueDeadVerb::fields).toList());
        fields.putAll(JobText.fields(letter.job()));
        return fields;
    }

    private static Map<String, Object> fields(CrashRecord crash) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("at", Instant.ofEpochMilli(crash.atMs()).toString());
        fields.put("worker", crash.worker());
        fields.put("pid", crash.pid());
        fields.put("jobs", crash.jobs());
        fields.put("reason", crash.reason());
        fields.put("exit", crash.exit());
        fields.put("errorFile", crash.errorFile());
        fields.put("log", crash.log());
        return fields;
    }
}
