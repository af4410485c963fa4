package dev.muster.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class RpcTest {

    @Test
    void requestComesBack() {
        String line = Rpc.request(7, "status", Map.of("select", "printer"));
        assertThat(line)
                .isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"status\",\"params\":{\"select\":\"printer\"}}");
        assertThat(Rpc.parse(line)).isEqualTo(new RpcMessage.Request(7, "status", Map.of("select", "printer")));
    }

    @Test
    void requestWithoutIdIsANotification() {
        assertThat(Rpc.parse("{\"jsonrpc\":\"2.0\",\"method\":\"ready\"}"))
                .isEqualTo(new RpcMessage.Notification("ready", Map.of()));
    }

    @Test
    void answersComeBack() {
        assertThat(Rpc.parse(Rpc.result(7, 1))).isEqualTo(new RpcMessage.Result(7, 1));
        assertThat(Rpc.parse(Rpc.result("a", null))).isEqualTo(new RpcMessage.Result("a", null));
        assertThat(Rpc.parse(Rpc.error(null, Rpc.PARSE_ERROR, "what?")))
                .isEqualTo(new RpcMessage.Failure(null, Rpc.PARSE_ERROR, "what?", null));
        assertThat(Rpc.parse(Rpc.error(7, 4, "no such worker", Map.of("name", "x"))))
                .isEqualTo(new RpcMessage.Failure(7, 4, "no such worker", Map.of("name", "x")));
    }

    @Test
    void textThatIsNoJsonIsAParseErrorWithoutAnId() {
        RpcException error = refused("{\"jsonrpc\":");
        assertThat(error.code()).isEqualTo(Rpc.PARSE_ERROR);
        assertThat(error.answer()).startsWith("{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32700,");
    }

    @Test
    void messageThatIsNoneIsRefusedUnderItsOwnId() {
        assertThat(refused("{\"jsonrpc\":\"2.0\",\"id\":3}").answer())
                .isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":3,\"error\":"
                        + "{\"code\":-32600,\"message\":\"neither method nor result nor error\"}}");
        assertThat(refused("{\"id\":3,\"method\":\"status\"}").code()).isEqualTo(Rpc.INVALID_REQUEST);
        assertThat(refused("{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":\"status\",\"params\":[1]}")
                        .getMessage())
                .isEqualTo("a list where params as an object is wanted");
        assertThat(refused("{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":\"status\"}")
                        .code())
                .isEqualTo(Rpc.INVALID_REQUEST);
    }

    @Test
    void idThatCannotBeOneIsNotEchoed() {
        assertThat(refused("{\"jsonrpc\":\"2.0\",\"id\":{\"a\":1},\"method\":\"status\"}")
                        .answer())
                .contains("\"id\":null");
    }

    private static RpcException refused(String line) {
        return catchThrowableOfType(RpcException.class, () -> Rpc.parse(line));
    }
}
