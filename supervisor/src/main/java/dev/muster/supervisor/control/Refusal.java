package dev.muster.supervisor.control;

import java.util.Map;

/** A request that is not served; becomes the error of its answer. Immutable. */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final ErrorCode code;
    private final transient Map<String, ?> data;

    Refusal(ErrorCode code, String message) {
        this(code, message, Map.of());
    }

    Refusal(ErrorCode code, String message, Map<String, ?> data) {
        super(message);
        this.code = code;
        this.data = Map.copyOf(data);
    }

    ErrorCode code() {
        return code;
    }

    String text() {
        return String.valueOf(getMessage());
    }

    Map<String, ?> data() {
        return data;
    }
}
