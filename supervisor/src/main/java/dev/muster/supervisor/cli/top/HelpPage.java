package dev.muster.supervisor.cli.top;

import java.util.ArrayList;
import java.util.List;

/** What the keys do. Pure functions. */
final class HelpPage {
    private static final int KEYS = 18;
    private static final String[][] TEXT = {
        {"up down j k", "choose a worker; PgUp PgDn Home End as well"},
        {"r", "restart it, after y"},
        {"s", "stop it, after y, or start it"},
        {"+ -", "one worker more or fewer for its service"},
        {"l", "follow its log; q comes back"},
        {"/", "show only workers with this in their name or phase; Esc shows all"},
        {"n c m", "sort by name, CPU, memory"},
        {"t u p", "sort by restarts, uptime, phase"},
        {"", "the same key again turns the order round"},
        {"q", "quit"},
    };

    private HelpPage() {}

    static List<String> lines(Size size, Look look) {
        List<String> lines = new ArrayList<>();
        lines.add(Strip.plain(size.columns(), look).add(Tone.BOLD, "Keys").line());
        for (String[] row : TEXT) {
            lines.add(Strip.plain(size.columns(), look)
                    .add("  ")
                    .left(Tone.CYAN, row[0], Math.min(KEYS, size.columns() / 3))
                    .add(row[1])
                    .line());
        }
        lines.add("");
        lines.add(Strip.plain(size.columns(), look)
                .add(Tone.FAINT, "any key goes back")
                .line());
        return lines;
    }
}
