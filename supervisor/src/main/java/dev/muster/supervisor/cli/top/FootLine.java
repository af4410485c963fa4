package dev.muster.supervisor.cli.top;

import java.util.List;

/** The last line: a question, what came of an order, or which keys there are. Pure functions. */
final class FootLine {
    private static final String KEYS =
            "q quit  ? help  r restart  s stop/start  +/- scale  l log  / filter  n c m t u p sort";

    private FootLine() {}

    static String of(Model model, View view, List<WorkerRow> rows, int columns, Look look) {
        Strip line = Strip.plain(columns, look);
        if (view.mode() instanceof Mode.Confirm confirm) {
            return line.add(
                            Tone.YELLOW,
                            confirm.order().method() + " " + confirm.order().worker() + "? y/n")
                    .line();
        } else if (view.mode() instanceof Mode.Filter) {
            return line.add(Tone.BOLD, "/")
                    .add(view.filter())
                    .add(Tone.REVERSED, " ")
                    .line();
        }
        View.Message message = view.message();
        if (!message.text().isEmpty()) {
            return line.add(message.bad() ? Tone.RED : Tone.GREEN, message.text())
                    .line();
        }
        int all = model.now().workers().size();
        if (!view.filter().isEmpty()) {
            line.add(Tone.YELLOW, "/" + view.filter() + ": " + rows.size() + " of " + all)
                    .add("  Esc shows all  ");
        } else if (rows.size() > 1) {
            line.add((view.position(rows) + 1) + "/" + all + "  ");
        }
        return line.add(Tone.FAINT, KEYS).line();
    }
}
