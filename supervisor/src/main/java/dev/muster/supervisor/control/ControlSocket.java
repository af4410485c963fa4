package dev.muster.supervisor.control;

import dev.muster.wire.Rpc;
import dev.muster.wire.RpcException;
import dev.muster.wire.RpcMessage;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a connection on control.sock says, read as requests. Control thread only. */
final class ControlSocket implements LineConnection.Handler {
    private final SocketLoop loop;
    private final ControlMethods methods;
    private final Runnable whenClosed;

    ControlSocket(SocketLoop loop, ControlMethods methods, Runnable whenClosed) {
        this.loop = loop;
        this.methods = methods;
        this.whenClosed = whenClosed;
    }

    @Override
    public void line(LineConnection connection, String line) {
        try {
            RpcMessage message = Rpc.parse(line);
            if (message instanceof RpcMessage.Request request) {
                call(connection, request.id(), request.method(), request.params());
            } else if (message instanceof RpcMessage.Notification notification) {
                call(connection, null, notification.method(), notification.params());
            }
        } catch (RpcException e) {
            if (e.code() == Rpc.PARSE_ERROR) {
                // Whatever this is, it is no client of ours.
                connection.sendAndClose(e.answer());
            } else {
                connection.send(e.answer());
            }
        }
    }

    private void call(LineConnection connection, @Nullable Object id, String method, Map<String, ?> params) {
        methods.call(method, new Call(loop, connection, id, method, Fields.of(params)));
    }

    @Override
    public void closed(LineConnection connection) {
        whenClosed.run();
    }
}
