package dev.muster.concurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.NotSerializableException;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class RemoteValueTest {
    private record Point(int x, String name) implements Serializable {}

    static List<Object> values() {
        return List.of(
                1,
                Long.MIN_VALUE,
                -0.0,
                true,
                false,
                "",
                "grün",
                "half of a pair: \ud83d, whole: \ud83d\ude00",
                List.of("a", 2),
                Map.of("k", 1.5f),
                new Point(3, "p"),
                int.class,
                'c');
    }

    @ParameterizedTest
    @MethodSource("values")
    void comesBackAsItWas(Object value) throws Exception {
        assertThat(back(RemoteValue.of(value))).isEqualTo(value);
    }

    @Test
    void nullAndBytesToo() throws Exception {
        assertThat(back(RemoteValue.of(null))).isNull();
        assertThat(back(RemoteValue.of(new byte[] {1, 2}))).isEqualTo(new byte[] {1, 2});
        assertThat(back(RemoteValue.of(new long[] {1, 2}))).isEqualTo(new long[] {1, 2});
    }

    @Test
    void aLambdaIsSeenHoweverDeepItIs() throws IOException {
        RemoteCallable<Integer> lambda = () -> 1;
        assertThat(RemoteValue.of(lambda).lambda()).isTrue();
        assertThat(RemoteValue.of(new ArrayList<>(List.of(lambda))).lambda()).isTrue();
        assertThat(RemoteValue.of(new ArrayList<>(List.of("x"))).lambda()).isFalse();
    }

    @Test
    void whatCannotBeSentIsNamed() {
        assertThatThrownBy(() -> RemoteValue.of(List.of(new Object())))
                .isInstanceOf(NotSerializableException.class)
                .hasMessageContaining("java.lang.Object");
    }

    @Test
    void anExceptionThatCannotBeSentIsSentAsItsText() throws Exception {
        class Stubborn extends RuntimeException {
            private static final long serialVersionUID = 1;

            @SuppressWarnings({"unused", "serial"})
            private final Object unsendable = new Object();

            Stubborn() {
                super("no");
            }
        }
        assertThat(back(RemoteValue.ofFailure(new Stubborn())))
                .isInstanceOfSatisfying(TaskFailedException.class, failure -> assertThat(failure)
                        .hasMessageContaining("Stubborn: no")
                        .hasMessageContaining("RemoteValueTest"));
    }

    private static @Nullable Object back(RemoteValue value) throws Exception {
        return RemoteValue.read(ByteBuffer.wrap(value.bytes()), RemoteValueTest.class.getClassLoader());
    }
}
