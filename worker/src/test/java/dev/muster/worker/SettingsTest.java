package dev.muster.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.muster.wire.Json;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SettingsTest {
    record Mail(String host, int port) {}

    private final Settings settings = Settings.of(
            Json.parseObject(
                    """
            {"interval":"1s","count":3,"text":"7","ratio":0.5,"on":"yes","off":false,"nothing":null,
             "mail":{"host":"localhost","port":25},"names":["a",1]}"""));

    @Test
    void valuesAreReadByPathAndKind() {
        assertThat(settings.duration("interval")).isEqualTo(Duration.ofSeconds(1));
        assertThat(settings.duration("count")).isEqualTo(Duration.ofMillis(3));
        assertThat(settings.integer("count")).isEqualTo(3);
        assertThat(settings.integer("text")).isEqualTo(7);
        assertThat(settings.string("count")).isEqualTo("3");
        assertThat(settings.number("ratio")).isEqualTo(0.5);
        assertThat(settings.number("text")).isEqualTo(7.0);
        assertThat(settings.flag("on")).isTrue();
        assertThat(settings.flag("off")).isFalse();
        assertThat(settings.string("mail.host")).isEqualTo("localhost");
        assertThat(settings.section("mail").integer("port")).isEqualTo(25);
        assertThat(settings.section("mail").as(Mail.class)).isEqualTo(new Mail("localhost", 25));
        assertThat(settings.strings("names")).isEqualTo(List.of("a", "1"));
    }

    @Test
    void absentValueIsTheDefault() {
        assertThat(settings.has("nothing")).isFalse();
        assertThat(settings.has("mail.user")).isFalse();
        assertThat(settings.has("count.of.what")).isFalse();
        assertThat(settings.string("nothing", "default")).isEqualTo("default");
        assertThat(settings.integer("x", 5)).isEqualTo(5);
        assertThat(settings.number("x", 0.25)).isEqualTo(0.25);
        assertThat(settings.flag("x", true)).isTrue();
        assertThat(settings.duration("x", Duration.ZERO)).isZero();
        assertThat(settings.strings("x")).isEmpty();
        assertThat(settings.section("x").has("y")).isFalse();
    }

    @Test
    void valueOfAnotherKindIsNamedWithItsPath() {
        refused(() -> settings.string("mail.user"), "settings.mail.user: missing, a string is needed");
        refused(() -> settings.integer("ratio"), "settings.ratio: 0.5 is not a whole number");
        refused(() -> settings.flag("text"), "settings.text: 7 is not true or false");
        refused(() -> settings.number("on"), "settings.on: yes is not a number");
        refused(() -> settings.duration("on"), "settings.on: yes is not a duration such as 500ms, 1s, 2m");
        refused(() -> settings.string("names"), "settings.names: [a, 1] is not a string");
        refused(() -> settings.strings("text"), "settings.text: 7 is not a list");
        refused(() -> settings.section("text"), "settings.text: 7 is not a section");
        refused(() -> settings.as(Mail.class), "settings: port: missing");
    }

    @ParameterizedTest
    @CsvSource({
        "500ms, PT0.5S",
        "1s, PT1S",
        "1.5s, PT1.5S",
        "2 minutes, PT2M",
        "3h, PT3H",
        "1d, PT24H",
        "10us, PT0.00001S",
        "7ns, PT0.000000007S",
        "250, PT0.25S",
        "' 1s ', PT1S",
        "0s, PT0S",
        "-1s, PT-1S"
    })
    void durationsAreReadAsHoconWritesThem(String text, Duration expected) {
        assertThat(DurationText.parse(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "s", "1x", "1s2", "--1s", "1,5s", "99999999999d"})
    void textThatIsNoDurationIsRefused(String text) {
        refused(() -> Settings.of(Map.of("d", text)).duration("d"), "settings.d: " + text + " is not");
    }

    @ParameterizedTest
    @CsvSource({"PT0S, 0ms", "PT0.999S, 999ms", "PT1S, 1s", "PT1.5S, 1.5s", "PT100S, 100s"})
    void durationsAreWrittenShort(Duration duration, String expected) {
        assertThat(DurationText.of(duration)).isEqualTo(expected);
    }

    enum Mode {
        FAST,
        SAFE
    }

    record Host(String name, OptionalInt port, Duration timeout) {}

    record All(
            Host host,
            Optional<Duration> patience,
            long maxSize,
            int tries,
            double ratio,
            boolean verbose,
            Mode mode,
            List<Duration> delays,
            Map<String, Host> mirrors,
            Optional<String> nobody,
            String version) {}

    private static final String ALL =
            """
            {"host":{"name":"a","port":25,"timeout":"10s"},"patience":"2 minutes","max-size":"64MiB","tries":"3",
             "ratio":"0.5","verbose":"yes","mode":"SAFE","delays":["1s",250],
             "mirrors":{"b":{"name":"b","timeout":"PT1M"}},"version":1.5,"unknown":{}}""";

    @Test
    void recordIsReadAsPeopleWriteAConfiguration() {
        assertThat(Settings.of(Json.parseObject(ALL)).as(All.class))
                .isEqualTo(new All(
                        new Host("a", OptionalInt.of(25), Duration.ofSeconds(10)),
                        Optional.of(Duration.ofMinutes(2)),
                        64 << 20,
                        3,
                        0.5,
                        true,
                        Mode.SAFE,
                        List.of(Duration.ofSeconds(1), Duration.ofMillis(250)),
                        Map.of("b", new Host("b", OptionalInt.empty(), Duration.ofMinutes(1))),
                        Optional.empty(),
                        "1.5"));
    }

    record Sized(long maxSize) {}

    @Test
    void keyMayBeSpelledAsInJavaAsWell() {
        assertThat(Settings.of(Map.of("maxSize", "1k")).as(Sized.class)).isEqualTo(new Sized(1024));
    }

    record Boxed(Boolean quick, Integer tries, Long size, Double ratio) {}

    @Test
    void boxesAreFilledAsTheirPrimitivesAre() {
        Map<String, Object> texts = Map.of("quick", "on", "tries", "3", "size", "2k", "ratio", "0.5");
        assertThat(Settings.of(texts).as(Boxed.class)).isEqualTo(new Boxed(true, 3, 2048L, 0.5));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"10s\"      | \"soon\" | settings.host.timeout: soon is not a duration such as 500ms, 1s, 2m",
                "\"1s\",250   | \"1x\"   | settings.delays[0]: 1x is not a duration",
                "\"PT1M\"     | []       | settings.mirrors.b.timeout: [] is not a duration",
                "\"64MiB\"    | \"64XB\" | settings.max-size: 64XB is not a number, or a size such as 64MiB",
                "\"3\"        | \"0.5\"  | settings.tries: 0.5 is not a number",
                "\"yes\"      | \"yea\"  | settings.verbose: yea is not true or false",
                "\"SAFE\"     | \"SOFT\" | mode: \"SOFT\" where Mode is wanted",
            })
    void valueThatDoesNotFitARecordIsNamedWithItsPath(String good, String bad, String message) {
        Settings wrong = Settings.of(Json.parseObject(ALL.replace(good, bad)));
        refused(() -> wrong.as(All.class), message);
    }

    @ParameterizedTest
    @CsvSource({"17, 17", "64MiB, 67108864", "64M, 67108864", "1k, 1024", "1.5 GB, 1500000000", "8B, 8", "2kB, 2000"})
    void sizesAreReadAsHoconWritesThem(String text, long expected) {
        assertThat(Settings.of(Map.of("s", text)).size("s")).isEqualTo(expected);
        assertThat(settings.size("absent", 5)).isEqualTo(5);
        refused(() -> settings.size("interval"), "settings.interval: 1s is not a size such as 64MiB");
    }

    private static void refused(ThrowingCallable call, String message) {
        assertThatIllegalArgumentException().isThrownBy(call).withMessageContaining(message);
    }
}
