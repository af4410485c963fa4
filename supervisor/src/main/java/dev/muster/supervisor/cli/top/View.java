package dev.muster.supervisor.cli.top;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * What the user has chosen. Immutable.
 *
 * @param selected the worker under the bar; empty before anything was chosen
 * @param index where that one was, for when it is gone
 */
record View(String selected, int index, Sorting sorting, String filter, Mode mode, Message message) {

    record Sorting(Sort by, boolean reversed) {}

    /** @param looks for how many more looks at the fleet it is shown */
    record Message(String text, boolean bad, int looks) {
        static final Message NONE = new Message("", false, 0);
        private static final int LOOKS = 5;

        static Message good(String text) {
            return new Message(text, false, LOOKS);
        }

        static Message bad(String text) {
            return new Message(text, true, LOOKS);
        }
    }

    static View of(Sort sort) {
        return new View("", 0, new Sorting(sort, false), "", new Mode.Workers(), Message.NONE);
    }

    /** The workers that are shown, in their order. */
    List<WorkerRow> rows(Model model) {
        String wanted = filter.toLowerCase(Locale.ROOT);
        List<WorkerRow> rows = new ArrayList<>(model.now().workers().stream()
                .filter(row -> wanted.isEmpty()
                        || row.id().toLowerCase(Locale.ROOT).contains(wanted)
                        || row.standing().phase().toLowerCase(Locale.ROOT).contains(wanted))
                .sorted(sorting.by().order())
                .toList());
        if (sorting.reversed()) {
            Collections.reverse(rows);
        }
        return rows;
    }

    /** Where the bar is among these; -1 when there are none. */
    int position(List<WorkerRow> rows) {
        for (int i = 0; i < rows.size(); i++) {
            if (rows.get(i).id().equals(selected)) {
                return i;
            }
        }
        return Math.min(index, rows.size() - 1);
    }

    /** The bar on one of these, as near as there is one. */
    View at(List<WorkerRow> rows, int position) {
        if (rows.isEmpty()) {
            return this;
        }
        int near = Math.max(0, Math.min(position, rows.size() - 1));
        return new View(rows.get(near).id(), near, sorting, filter, mode, message);
    }

    /** One more look at the fleet was taken. */
    View looked(Model model) {
        List<WorkerRow> rows = rows(model);
        View kept = rows.isEmpty() ? this : at(rows, position(rows));
        Message shown =
                message.looks() <= 1 ? Message.NONE : new Message(message.text(), message.bad(), message.looks() - 1);
        return kept.with(shown);
    }

    View with(Mode other) {
        return new View(selected, index, sorting, filter, other, message);
    }

    View with(Message other) {
        return new View(selected, index, sorting, filter, mode, other);
    }

    View with(Sorting other) {
        return new View(selected, index, other, filter, mode, message);
    }

    View filtered(String other) {
        return new View(selected, index, sorting, other, mode, message);
    }
}
