package dev.muster.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class MessagesTest {

    static Stream<FromWorker> fromWorker() {
        return Stream.of(
                new FromWorker.Hello("printer.1", 3, 4711, "0.1.0", Protocol.VERSION),
                new FromWorker.Ready(),
                new FromWorker.Starting("opening queue numbers"),
                new FromWorker.Heartbeat(Map.of("in", new RoleCounters(1, 2, 3, 4, 5, 6)), new JobCounters(1, 2, 3)),
                new FromWorker.Heartbeat(
                        Map.of(),
                        new JobCounters(0, 0, 0),
                        Map.of("e", new ExecutorCounters(9, 8, 7, 6, 5, 4, 3, 2, 1, 0))),
                new FromWorker.Stopping("caught SIGTERM"),
                new FromWorker.Reloaded(false, false, "no"),
                new FromWorker.Watching());
    }

    static Stream<ToWorker> toWorker() {
        return Stream.of(
                new ToWorker.Stop(30_000),
                new ToWorker.Quiet(),
                new ToWorker.Reload(Map.of("interval", "1s", "deep", Map.of("n", 1))),
                new ToWorker.Dump(),
                new ToWorker.Died("printer.2", 3, false, "killed by SIGKILL", OptionalInt.empty(), Optional.of("KILL")),
                new ToWorker.Died("printer.2", 4, true, "exit 0", OptionalInt.of(0), Optional.empty()));
    }

    @ParameterizedTest
    @MethodSource
    void fromWorker(FromWorker message) {
        RpcMessage.Notification line = (RpcMessage.Notification) Rpc.parse(message.line());
        assertThat(line.method()).isEqualTo(message.getClass().getSimpleName().toLowerCase(Locale.ROOT));
        assertThat(FromWorker.read(line.method(), line.params())).contains(message);
    }

    @ParameterizedTest
    @MethodSource
    void toWorker(ToWorker message) {
        RpcMessage.Notification line = (RpcMessage.Notification) Rpc.parse(message.line());
        assertThat(line.method()).isEqualTo(message.getClass().getSimpleName().toLowerCase(Locale.ROOT));
        assertThat(ToWorker.read(line.method(), line.params())).contains(message);
    }

    @Test
    void helloOnTheWire() {
        assertThat(new FromWorker.Hello("printer.1", 3, 4711, "0.1.0", 1).line())
                .isEqualTo("{\"jsonrpc\":\"2.0\",\"method\":\"hello\",\"params\":{\"worker\":\"printer.1\","
                        + "\"incarnation\":3,\"pid\":4711,\"sdk\":\"0.1.0\",\"protocol\":1}}");
    }

    @Test
    void methodOfALaterVersionIsNoMessage() {
        assertThat(FromWorker.read("later", Map.of())).isEmpty();
        assertThat(ToWorker.read("later", Map.of())).isEmpty();
    }

    @Test
    void parametersThatDoNotFitAreRefused() {
        assertThatExceptionOfType(JsonException.class)
                .isThrownBy(() -> ToWorker.read("stop", Map.of()))
                .withMessage("graceMs: missing");
        assertThatExceptionOfType(JsonException.class)
                .isThrownBy(() -> FromWorker.read("hello", Map.of("incarnation", 1, "pid", 2, "protocol", 1)))
                .withMessageContaining("worker is missing");
    }
}
