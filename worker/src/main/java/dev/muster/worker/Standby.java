package dev.muster.worker;

import dev.muster.queue.ledger.Witness;
import dev.muster.wire.FromWorker;
import dev.muster.wire.JsonException;
import dev.muster.wire.LineFramer;
import dev.muster.wire.LineTooLongException;
import dev.muster.wire.Protocol;
import dev.muster.wire.Rpc;
import dev.muster.wire.RpcException;
import dev.muster.wire.RpcMessage;
import dev.muster.wire.ToWorker;
import dev.muster.wire.WorkerEnvironment;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The time of a spare before it has a slot: it gets warm, tells the master, and waits. Nothing of the service's code has run by then; its
 * class is only loaded. Without its master a spare ends at once, for it owns nothing. The main thread's own.
 */
final class Standby {
    private final Map<String, String> variables;
    private ToWorker.@Nullable Assign assignment;

    Standby(Map<String, String> variables) {
        this.variables = variables;
    }

    /**
     * Returns when this process has a slot; {@link Variables#current} has its name then.
     *
     * @throws ClassNotFoundException when the service's class is not there
     */
    void await(String type) throws ClassNotFoundException {
        SignalHandlers.install(Map.of("TERM", Standby::end, "INT", Standby::end, "HUP", Standby::end));
        WarmUp.run(variables, type);
        try (SocketChannel master = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            master.connect(UnixDomainSocketAddress.of(Path.of(variables.getOrDefault(WorkerEnvironment.SOCKET, ""))));
            say(master, hello());
            listen(master);
        } catch (IOException | LineTooLongException | IllegalArgumentException gone) {
            end(); // with the master
        }
        ToWorker.Assign given = assignment;
        if (given == null) {
            end();
            return;
        }
        Variables.add(given.variables());
        WorkerEnvironment slot = WorkerEnvironment.read(Variables.current());
        Witness.become(slot.worker(), slot.incarnation());
    }

    private FromWorker.Spare hello() {
        return new FromWorker.Spare(
                variables.getOrDefault(WorkerEnvironment.SPARE, ""),
                (int) ProcessHandle.current().pid(),
                WorkerMain.version(),
                Protocol.VERSION);
    }

    private static void say(SocketChannel master, FromWorker message) throws IOException {
        ByteBuffer line = ByteBuffer.wrap((message.line() + "\n").getBytes(StandardCharsets.UTF_8));
        while (line.hasRemaining()) {
            master.write(line);
        }
    }

    /** Until there is an assignment, or no master. */
    private void listen(SocketChannel master) throws IOException {
        ByteBuffer received = ByteBuffer.allocate(8192);
        LineFramer framer = new LineFramer();
        while (assignment == null && master.read(received.clear()) >= 0) {
            framer.feed(received.flip(), this::heard);
        }
    }

    private void heard(String line) {
        ToWorker.Assign given = assignment(line);
        if (given != null) {
            assignment = given;
        }
    }

    /** What a line of the master's says, if it is that. */
    static ToWorker.@Nullable Assign assignment(String line) {
        try {
            return Rpc.parse(line) instanceof RpcMessage.Notification order
                            && ToWorker.read(order.method(), order.params()).orElse(null)
                                    instanceof ToWorker.Assign given
                    ? given
                    : null;
        } catch (RpcException | JsonException e) {
            WorkerLog.warn("the master sent a line that cannot be read, passed over: " + e.getMessage());
            return null;
        }
    }

    private static void end() {
        Runtime.getRuntime().halt(0);
    }
}
