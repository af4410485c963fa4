package dev.muster.wire;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * JSON-RPC 2.0 as both sockets speak it: one object a line, no batches, {@code params} always an object. The strings made
 * here have no line end; the sender adds {@code \n}. Thread-safe.
 *
 * @see <a href="https://www.jsonrpc.org/specification">the specification</a>
 */
public final class Rpc {
    /** Longest line in bytes, its end included, that either side accepts. */
    public static final int MAX_LINE = 1 << 20;

    public static final int PARSE_ERROR = -32700;
    public static final int INVALID_REQUEST = -32600;
    public static final int METHOD_NOT_FOUND = -32601;
    public static final int INVALID_PARAMS = -32602;
    public static final int INTERNAL_ERROR = -32603;

    private Rpc() {}

    /** A call that is answered. {@code params} is a record or a map. */
    public static String request(long id, String method, Object params) {
        return Json.write(message("id", id, "method", method, "params", params));
    }

    /** A call without an answer. {@code params} is a record or a map. */
    public static String notification(String method, Object params) {
        return Json.write(message("method", method, "params", params));
    }

    /** The good answer to the request with this id. */
    public static String result(@Nullable Object id, @Nullable Object result) {
        return Json.write(message("id", id, "result", result));
    }

    /** The bad answer; {@code id} is null when the request could not be read. */
    public static String error(@Nullable Object id, int code, String text) {
        return Json.write(message("id", id, "error", details(code, text, null)));
    }

    /** The bad answer with a record or map of details for programs. */
    public static String error(@Nullable Object id, int code, String text, Object data) {
        return Json.write(message("id", id, "error", details(code, text, data)));
    }

    /**
     * Reads one line.
     *
     * @throws RpcException with the code and the id to answer with, when the line is no JSON-RPC 2.0 message
     */
    public static RpcMessage parse(String line) {
        Map<String, @Nullable Object> members;
        try {
            members = Json.parseObject(line);
        } catch (JsonException e) {
            throw new RpcException(PARSE_ERROR, null, String.valueOf(e.getMessage()));
        }
        Object id = members.get("id");
        if (id != null && !(id instanceof String) && !(id instanceof Number)) {
            throw new RpcException(INVALID_REQUEST, null, "id must be a number or a string, not " + FromTree.kind(id));
        }
        try {
            return read(members, id);
        } catch (JsonException e) {
            throw new RpcException(INVALID_REQUEST, id, String.valueOf(e.getMessage()));
        }
    }

    private static RpcMessage read(Map<String, @Nullable Object> members, @Nullable Object id) {
        if (!"2.0".equals(members.get("jsonrpc"))) {
            throw new JsonException("jsonrpc must be \"2.0\"");
        }
        if (members.get("method") instanceof String method) {
            Object given = members.get("params");
            Map<String, @Nullable Object> params = given == null ? Map.of() : Json.object(given, "params as an object");
            return id == null
                    ? new RpcMessage.Notification(method, params)
                    : new RpcMessage.Request(id, method, params);
        }
        if (members.get("error") instanceof Map<?, ?> error) {
            return new RpcMessage.Failure(
                    id,
                    error.get("code") instanceof Number code ? code.intValue() : INTERNAL_ERROR,
                    String.valueOf(error.get("message")),
                    error.get("data"));
        }
        if (id != null && members.containsKey("result")) {
            return new RpcMessage.Result(id, members.get("result"));
        }
        throw new JsonException("neither method nor result nor error");
    }

    private static Map<String, @Nullable Object> details(int code, String text, @Nullable Object data) {
        Map<String, @Nullable Object> error = new LinkedHashMap<>();
        error.put("code", code);
        error.put("message", text);
        if (data != null) {
            error.put("data", data);
        }
        return error;
    }

    private static Map<String, @Nullable Object> message(@Nullable Object... namesAndValues) {
        Map<String, @Nullable Object> message = new LinkedHashMap<>();
        message.put("jsonrpc", "2.0");
        for (int i = 0; i < namesAndValues.length; i += 2) {
            message.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
        }
        return message;
    }
}
