package dev.muster.supervisor.control;

import dev.muster.wire.Rpc;

/**
 * What a connection may take of the master. Immutable; bytes and milliseconds.
 *
 * @param line longest line
 * @param lineMillis how long a line may take from its first byte to its last
 * @param readerMillis how long answers may wait for a reader that takes nothing
 * @param clients connections on control.sock at a time
 * @param helloMillis how long a connection on worker.sock may take to prove who it is
 */
record Limits(int line, long lineMillis, long readerMillis, int clients, long helloMillis) {
    static final Limits DEFAULT = new Limits(Rpc.MAX_LINE, 10_000, 30_000, 64, 10_000);

    /** Less patience, for tests of what happens when it ends. */
    Limits withPatience(long millis) {
        return new Limits(line, millis, millis, clients, millis);
    }
}
