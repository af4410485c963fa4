package dev.muster.wire;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One line of JSON-RPC 2.0, read. Immutable. */
public sealed interface RpcMessage {

    /** Wants an answer with the same id (a Number or a String). */
    record Request(Object id, String method, Map<String, @Nullable Object> params) implements RpcMessage {}

    /** Wants no answer. */
    record Notification(String method, Map<String, @Nullable Object> params) implements RpcMessage {}

    /** The answer to a request that went well. */
    record Result(Object id, @Nullable Object result) implements RpcMessage {}

    /** The answer to a request that failed; {@code id} is null when the other side could not read ours. */
    record Failure(@Nullable Object id, int code, String message, @Nullable Object data) implements RpcMessage {}
}
