package dev.muster.supervisor.control;

import dev.muster.wire.Rpc;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One request on its way to its answer, which may come later. Control thread only. */
final class Call {
    private static final Logger LOG = LoggerFactory.getLogger(Call.class);

    private final SocketLoop loop;
    private final LineConnection connection;
    private final @Nullable Object id;
    private final String method;
    private final Fields params;

    /** @param id null for a notification, which has no answer */
    Call(SocketLoop loop, LineConnection connection, @Nullable Object id, String method, Fields params) {
        this.loop = loop;
        this.connection = connection;
        this.id = id;
        this.method = method;
        this.params = params;
    }

    String method() {
        return method;
    }

    Fields params() {
        return params;
    }

    LineConnection connection() {
        return connection;
    }

    void answer(Object result) {
        if (id != null) {
            connection.send(Rpc.result(id, result));
        }
    }

    /** The good answer as text, for {@link #answerRendered}. Thread-safe. */
    String render(Object result) {
        return id == null ? "" : Rpc.result(id, result);
    }

    void answerRendered(String line) {
        if (id != null) {
            connection.send(line);
        }
    }

    /** The request is not forgotten when the caller stops writing. Ends with {@link #answerHeld}. */
    void hold() {
        connection.hold();
    }

    /** What {@code result} throws is answered as an error. */
    void answerHeld(Supplier<?> result) {
        try {
            answer(result.get());
        } catch (RuntimeException | Error e) {
            fail(e);
        }
        connection.release();
    }

    /** Answers, on the control thread, once the future is there; what {@code result} throws is answered as an error. */
    <T> void answerWhen(CompletableFuture<T> future, Function<T, ?> result) {
        when(future, value -> answer(result.apply(value)));
    }

    /** Goes on, on the control thread, once the future is there. */
    @SuppressWarnings("FutureReturnValueIgnored") // nothing leaves the task: every failure becomes an answer
    <T> void when(CompletableFuture<T> future, Consumer<T> next) {
        connection.hold();
        future.whenComplete((value, error) -> loop.execute(() -> {
            try {
                if (error != null) {
                    throw error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
                }
                next.accept(value);
            } catch (Throwable e) {
                fail(e);
            }
            connection.release();
        }));
    }

    /** Answers with the error that an exception stands for. */
    void fail(Throwable e) {
        if (e instanceof Refusal refusal) {
            error(refusal);
        } else if (e instanceof Fields.BadField bad) {
            error(new Refusal(ErrorCode.INVALID_PARAMS, method + ": " + bad.getMessage()));
        } else {
            LOG.error("fault in the request {}; the master goes on", method, e);
            error(new Refusal(ErrorCode.INTERNAL, "the master could not do this: " + e));
        }
    }

    private void error(Refusal refusal) {
        if (id == null) {
            return;
        }
        int code = refusal.code().number();
        connection.send(
                refusal.data().isEmpty()
                        ? Rpc.error(id, code, refusal.text())
                        : Rpc.error(id, code, refusal.text(), refusal.data()));
    }
}
