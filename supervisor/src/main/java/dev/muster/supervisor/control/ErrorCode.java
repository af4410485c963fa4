package dev.muster.supervisor.control;

import dev.muster.wire.Rpc;

/** The numbers of JSON-RPC errors on the sockets; the negative 327xx and 326xx ones are the specification's own. */
public enum ErrorCode {
    /** The line is no JSON. */
    PARSE(Rpc.PARSE_ERROR),
    /** JSON, and no request. */
    INVALID_REQUEST(Rpc.INVALID_REQUEST),
    METHOD_NOT_FOUND(Rpc.METHOD_NOT_FOUND),
    INVALID_PARAMS(Rpc.INVALID_PARAMS),
    /** A bug of the master; it goes on. */
    INTERNAL(Rpc.INTERNAL_ERROR),
    /** The caller's user may not do this. */
    NOT_PERMITTED(-32001),
    /** A service or a worker that the fleet does not have; data has {@code name} and perhaps {@code didYouMean}. */
    UNKNOWN_NAME(-32002),
    /** The configuration is refused; data has {@code problems}. */
    CONFIGURATION(-32003),
    /** Understood, and not done: a scale below 1, a strict start of a running worker. */
    REFUSED(-32004),
    /** A line over the bound, a line that never ends, too many connections: the connection is closed. */
    ABUSE(-32005);

    private final int number;

    ErrorCode(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }
}
