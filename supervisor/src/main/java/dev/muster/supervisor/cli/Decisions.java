package dev.muster.supervisor.cli;

import dev.muster.supervisor.control.Fields;

/** Tells what the master decided about each worker of a verb, where that is not told by what follows. */
final class Decisions {

    private Decisions() {}

    /**
     * Prints them and gives the exit code of the part that was refused.
     *
     * @param all also what is about to happen, because nobody waits to see it
     */
    static int tell(Fields accepted, boolean all, Terminal terminal) {
        int exitCode = Exit.OK;
        for (Fields worker : accepted.objects("workers")) {
            String outcome = worker.text("outcome");
            if (outcome.equals("REFUSED")) {
                exitCode = Exit.FAILED;
            }
            if (all || !outcome.equals("DONE")) {
                terminal.message(worker.text("id") + ": " + worker.text("note"));
            }
        }
        return exitCode;
    }
}
