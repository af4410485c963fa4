package dev.muster.supervisor.cli.top;

import dev.muster.supervisor.cli.text.Figures;
import java.util.function.Predicate;

/** The first line: the fleet as a whole. Pure functions. */
final class HeadLine {

    private HeadLine() {}

    static String of(Model model, int columns, Look look) {
        Sample now = model.now();
        Strip line = Strip.plain(columns, look).add(Tone.BOLD, now.fleet()).add("  ");
        if (!model.trouble().isEmpty()) {
            return line.add(Tone.RED, model.trouble()).line();
        }
        long ready = count(now, standing -> standing.phase().equals("READY") && !standing.troubled());
        long wanted = count(now, standing -> standing.wanted() && !standing.resting());
        long down = now.workers().size() - wanted;
        double cpu =
                now.workers().stream().mapToDouble(row -> row.cpu().orElse(0)).sum();
        long memory = now.workers().stream()
                .mapToLong(row -> row.usage().rssBytes().orElse(0))
                .sum();
        line.add(ready >= wanted ? Tone.GREEN : Tone.YELLOW, ready + " of " + wanted + " ready");
        line.add(Tone.FAINT, down == 0 ? "" : ", " + down + " down");
        line.add("  cpu " + Math.round(100 * cpu) + "%  memory " + Figures.bytes(memory));
        String master = now.master().phase().equals("RUNNING")
                ? "  master"
                : "  master " + now.master().phase();
        line.add(now.master().phase().equals("RUNNING") ? Tone.PLAIN : Tone.YELLOW, master);
        now.master().pid().ifPresent(pid -> line.add(" " + pid));
        now.master().uptimeMs().ifPresent(up -> line.add(" up " + Figures.duration(up)));
        return line.line();
    }

    private static long count(Sample now, Predicate<WorkerRow.Standing> condition) {
        return now.workers().stream()
                .filter(row -> condition.test(row.standing()))
                .count();
    }
}
