package dev.muster.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class JsonTest {
    enum Colour {
        RED,
        GREEN
    }

    record Inner(String name, List<Integer> numbers) {}

    @SuppressWarnings("ArrayRecordComponent") // compared field by field below
    record Everything(
            boolean flag,
            byte tiny,
            short small,
            int plain,
            long big,
            double real,
            BigInteger huge,
            BigDecimal exact,
            String text,
            Colour colour,
            Instant at,
            Duration lasting,
            Path path,
            byte[] bytes,
            Inner inner,
            List<Inner> inners,
            Set<Colour> colours,
            Map<String, Inner> byName,
            Optional<String> maybe,
            OptionalInt maybeInt,
            OptionalLong maybeLong,
            @Nullable Object anything) {}

    record Numbers(int plain, Long boxed) {}

    record Picky(int positive) {
        Picky {
            if (positive <= 0) {
                throw new IllegalArgumentException("positive must be over 0");
            }
        }
    }

    @Test
    void recordOfEveryKindComesBack() {
        Everything all = new Everything(
                true,
                (byte) -7,
                (short) 300,
                Integer.MIN_VALUE,
                Long.MAX_VALUE,
                0.1,
                new BigInteger("123456789012345678901234567890"),
                new BigDecimal("0.5"),
                "line\nquote\" \u2028 \u00e4 \ud83d\ude00 \u0000",
                Colour.GREEN,
                Instant.parse("2026-01-01T00:00:00.123Z"),
                Duration.ofMillis(1500),
                Path.of("/var/lib/muster"),
                new byte[] {0, -1, 127},
                new Inner("a", List.of(1, 2)),
                List.of(new Inner("b", List.of())),
                Set.of(Colour.RED),
                Map.of("c", new Inner("d", List.of(3))),
                Optional.of("x"),
                OptionalInt.of(4),
                OptionalLong.empty(),
                List.of("free", 1));
        String line = Json.write(all);
        assertThat(line).doesNotContain("\n");
        assertThat(Json.read(line, Everything.class)).usingRecursiveComparison().isEqualTo(all);
    }

    @Test
    void treeComesBackInItsOrder() {
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        tree.put("z", 1);
        tree.put("a", 2_147_483_648L);
        tree.put("null", null);
        tree.put("list", new ArrayList<>(List.of(true, 1.5, "s", Map.of())));
        assertThat(Json.parse(Json.write(tree))).isEqualTo(tree);
        assertThat(Json.parseObject(Json.write(tree)).keySet()).containsExactly("z", "a", "null", "list");
    }

    @Test
    void emptyOptionalIsNull() {
        assertThat(Json.write(Map.of("code", OptionalInt.empty()))).isEqualTo("{\"code\":null}");
        assertThat(Json.write(Optional.empty())).isEqualTo("null");
    }

    @Test
    void unknownMembersArePassedOver() {
        assertThat(Json.read("{\"name\":\"n\",\"numbers\":[],\"later\":1}", Inner.class))
                .isEqualTo(new Inner("n", List.of()));
    }

    @Test
    void missingPrimitiveIsAnErrorWithItsName() {
        refused(() -> Json.read("{\"boxed\":1}", Numbers.class), "plain: missing");
        assertThat(Json.read("{\"plain\":1}", Numbers.class).boxed()).isNull();
    }

    @Test
    void valueOfAnotherKindIsAnErrorWithItsPath() {
        refused(() -> Json.read("{\"plain\":\"1\"}", Numbers.class), "plain: \"1\" where Integer is wanted");
        refused(
                () -> Json.read("{\"name\":\"n\",\"numbers\":[1,true]}", Inner.class),
                "numbers[1]: true where Integer");
        refused(() -> Json.read("{\"name\":\"n\",\"numbers\":{}}", Inner.class), "numbers: an object where List");
        refused(() -> Json.read("[]", Inner.class), "a list where Inner is wanted");
        refused(() -> Json.convert("BLUE", Colour.class), "\"BLUE\" where Colour is wanted");
    }

    @Test
    void numberOutsideItsRangeIsAnErrorNotAnotherNumber() {
        refused(() -> Json.read("{\"plain\":2147483648}", Numbers.class), "plain: 2147483648 where Integer");
        refused(() -> Json.read("{\"plain\":1.5}", Numbers.class), "plain: 1.5 where Integer");
        refused(() -> Json.convert(128, Byte.class), "128 where Byte is wanted");
        assertThat(Json.convert(-128, Byte.class)).isEqualTo((byte) -128);
        assertThat(Json.convert(1, Long.class)).isEqualTo(1L);
    }

    @Test
    void whatTheRecordRefusesIsAnErrorOfTheText() {
        refused(() -> Json.read("{\"positive\":0}", Picky.class), "Picky: positive must be over 0");
    }

    @Test
    void thingsThatAreNoDataAreNotWritten() {
        refused(() -> Json.write(Map.of("thread", new Object())), "cannot write a java.lang.Object");
        refused(() -> Json.write(Double.NaN), "JSON has no NaN");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "[1,",
                "{\"a\":1}}",
                "{} {}",
                "nul",
                "'a'",
                "{a:1}",
                "{\"a\":1,\"a\":2}",
                "\u0001",
                "01"
            })
    void garbageIsRefused(String garbage) {
        assertThatExceptionOfType(JsonException.class).isThrownBy(() -> Json.parse(garbage));
    }

    @Test
    void deepNestingIsRefusedBeforeTheStackEnds() {
        assertThatExceptionOfType(JsonException.class).isThrownBy(() -> Json.parse("[".repeat(200_000)));
    }

    private static void refused(ThrowingCallable call, String why) {
        assertThatExceptionOfType(JsonException.class).isThrownBy(call).withMessageContaining(why);
    }
}
