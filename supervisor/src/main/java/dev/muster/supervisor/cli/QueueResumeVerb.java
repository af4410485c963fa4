package dev.muster.supervisor.cli;

import dev.muster.queue.ledger.QueueLedger;
import picocli.CommandLine.Model.CommandSpec;

/** {@code muster queue resume}: the end of a pause, if there is one. */
final class QueueResumeVerb implements QueueVerb {

    @Override
    public void define(CommandSpec spec) {
        // Nothing more.
    }

    @Override
    public int run(Invocation invocation, OneQueue queue) {
        try (QueueLedger ledger = queue.ledger()) {
            ledger.resume();
            QueuePauseVerb.tell(invocation, queue, ledger.pausedUntil());
            return Exit.OK;
        }
    }
}
