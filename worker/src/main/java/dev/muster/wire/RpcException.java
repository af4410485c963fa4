package dev.muster.wire;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A line that is no JSON-RPC 2.0 message, or a request that cannot be served; carries what the answer needs. */
public final class RpcException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final int code;
    private final transient @Nullable Object id;

    /** @param id the request's id, null when it could not be read */
    public RpcException(int code, @Nullable Object id, String message) {
        super(message);
        this.code = code;
        this.id = id;
    }

    /** The JSON-RPC error code. */
    public int code() {
        return code;
    }

    /** The error as the line to answer with. */
    public String answer() {
        return Rpc.error(id, code, String.valueOf(getMessage()));
    }
}
