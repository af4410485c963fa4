package dev.muster.queue.chronicle;

import dev.muster.queue.QueueProblem;
import dev.muster.queue.ledger.ControlFile;
import dev.muster.queue.ledger.JobIds;
import dev.muster.queue.ledger.JobWord;
import dev.muster.queue.ledger.Lane;
import dev.muster.queue.ledger.LedgerFile;
import dev.muster.queue.ledger.QueueDirectory;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Walks through a queue's files and tells what does not fit together. The queue may be in use: what is in flight looks wrong for a
 * moment, so whatever is found has to be there at a second look. Confined to a thread.
 */
final class Verifier {

    private static final int MOST = 1000;

    private final SharedQueue shared;
    private final QueueDirectory directory;
    private final List<QueueProblem> problems = new ArrayList<>();

    Verifier(SharedQueue shared) {
        this.shared = shared;
        this.directory = shared.directory();
    }

    /** At most a thousand problems, in the order of the files. Movers are kept out meanwhile. */
    List<QueueProblem> verify() {
        Housekeeper.settleTail(directory, shared.segments());
        return shared.mover().atRest(() -> {
            try (JournalCursor journal = new JournalCursor(shared.segments())) {
                for (Lane lane : Lane.values()) {
                    verify(lane, journal);
                }
            }
            return List.copyOf(problems);
        });
    }

    private void verify(Lane lane, JournalCursor journal) {
        ControlFile control = directory.control();
        if (!control.has(lane)) {
            return;
        }
        if (directory.ledgers().find(control.current(lane)) == null) {
            tell(name(control.current(lane)), "the segment that is appended to is missing; nothing can be put");
        }
        @Nullable LedgerFile before = null;
        for (LedgerFile ledger : directory.ledgers(lane)) {
            if (before != null && ledger.segment() == before.segment() + 1) {
                long expected = before.base() + before.written();
                if (ledger.base() != expected) {
                    tell(
                            name(ledger.segment()),
                            "counts on from job " + ledger.base() + " instead of " + expected
                                    + "; the counts are wrong");
                }
            }
            verify(ledger, journal);
            before = ledger;
        }
    }

    private void verify(LedgerFile ledger, JournalCursor journal) {
        int count = ledger.published();
        if (count > ledger.capacity()) {
            tell(
                    name(ledger.segment()),
                    "has " + count + " jobs, more than the " + ledger.capacity() + " that it can have");
            return;
        }
        for (int i = ledger.low(); i < count && problems.size() < MOST; i++) {
            long word = ledger.word(i);
            String wrong = JobWord.isFinal(word) ? null : wrong(ledger, i, word, journal);
            if (wrong != null && ledger.word(i) == word && wrong.equals(wrong(ledger, i, word, journal))) {
                tell(name(ledger.segment()) + " job " + JobIds.of(ledger.segment(), i), wrong);
            }
        }
    }

    private @Nullable String wrong(LedgerFile ledger, int index, long word, JournalCursor journal) {
        if (JobWord.state(word) == JobWord.EMPTY) {
            return "has no state although later jobs have one; it will never run";
        }
        JobDocument.@Nullable Stored stored = journal.read(ledger, index);
        if (stored == null) {
            return "its document is missing or damaged; it will be put aside when its turn comes";
        }
        if (stored.id() != JobIds.of(ledger.segment(), index)) {
            return "its document says that it is job " + stored.id();
        }
        boolean claimed = JobWord.state(word) == JobWord.CLAIMED && JobWord.delivery(word) > 0;
        if (claimed && !directory.locks().isHeld(JobWord.slot(word))) {
            directory.recoverDead(); // what any process does twice a second
            return ledger.word(index) == word
                    ? "runs in slot " + JobWord.slot(word) + ", which nobody holds; it will not come back by itself"
                    : null;
        }
        return null;
    }

    private String name(int segment) {
        return String.valueOf(directory.files().segment(segment).getFileName());
    }

    private void tell(String place, String what) {
        problems.add(new QueueProblem(place, what));
    }
}
