package dev.muster.supervisor.log;

import dev.muster.supervisor.process.Fd;
import dev.muster.supervisor.process.PipeTap;

/** A block that is in its worker's pipe still. For one block; pump thread only. */
final class FromPipe implements Origin {

    private final PipeTap tap;
    private final Fd fifo;
    private final int unseenAtFirst;
    private int moved;

    FromPipe(PipeTap tap, Fd fifo, int unseen) {
        this.tap = tap;
        this.fifo = fifo;
        this.unseenAtFirst = unseen;
    }

    @Override
    public int moveTo(Fd file, int count) {
        int step = tap.move(fifo, file, count);
        moved += step;
        return step;
    }

    @Override
    public int unseen() {
        return Math.max(0, unseenAtFirst - moved);
    }

    int moved() {
        return moved;
    }
}
