package dev.muster.supervisor.cli.top;

import dev.muster.supervisor.cli.text.Figures;

/** The first line: the fleet as a whole. Pure functions. */
final class HeadLine {

    private HeadLine() {}

    static String of(Model model, int columns, Look look) {
        Sample now = model.now();
        Strip line = Strip.plain(columns, look).add(Tone.BOLD, now.fleet()).add("  ");
        if (!model.trouble().isEmpty()) {
            return line.add(Tone.RED, model.trouble()).line();
        }
        long ready = now.workers().stream()
                .filter(row -> row.standing().phase().equals("READY")
                        && !row.standing().troubled())
                .count();
        double cpu =
                now.workers().stream().mapToDouble(row -> row.cpu().orElse(0)).sum();
        long memory = now.workers().stream()
                .mapToLong(row -> row.usage().rssBytes().orElse(0))
                .sum();
        line.add(
                ready == now.workers().size() ? Tone.GREEN : Tone.YELLOW,
                ready + " of " + now.workers().size() + " ready");
        line.add("  cpu " + Math.round(100 * cpu) + "%  memory " + Figures.bytes(memory));
        String master = now.master().phase().equals("RUNNING")
                ? "  master"
                : "  master " + now.master().phase();
        line.add(now.master().phase().equals("RUNNING") ? Tone.PLAIN : Tone.YELLOW, master);
        now.master().pid().ifPresent(pid -> line.add(" " + pid));
        now.master().uptimeMs().ifPresent(up -> line.add(" up " + Figures.duration(up)));
        return line.line();
    }
}
