package dev.muster.supervisor.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class JavaRuntimeTest {

    private static JavaRuntime runtime(String version) {
        return new JavaRuntime(Path.of("/jdk"), Runtime.Version.parse(version));
    }

    @Test
    void aSmallHeapIsKeptSmall() {
        assertThat(runtime("17.0.15").thrift("64m", List.of()))
                .containsExactly("-XX:+UseSerialGC", "-Xms8m", "-XX:-UsePerfData", "-XX:TrimNativeHeapInterval=10000");
        assertThat(runtime("17.0.15").thrift("262144k", List.of())).contains("-XX:+UseSerialGC");
    }

    @Test
    void aLargeHeapIsTheJvmsBusiness() {
        assertThat(runtime("17.0.15").thrift("257m", List.of())).containsExactly("-XX:TrimNativeHeapInterval=10000");
        assertThat(runtime("17.0.15").thrift("2g", List.of())).containsExactly("-XX:TrimNativeHeapInterval=10000");
    }

    @Test
    void whatTheUserHasChosenStays() {
        assertThat(runtime("17.0.1").thrift("64m", List.of("-XX:+UseZGC", "-Xms64m", "-XX:+UsePerfData")))
                .isEmpty();
        assertThat(runtime("17.0.1").thrift("64m", List.of("-XX:InitialRAMPercentage=5", "-XX:-UseG1GC")))
                .containsExactly("-XX:+UseSerialGC", "-XX:-UsePerfData");
    }

    @ParameterizedTest
    @CsvSource({
        "17,false",
        "17.0.8,false",
        "17.0.9,true",
        "19.0.2,false",
        "21,false",
        "21.0.1,true",
        "22,true",
        "25.0.1,true"
    })
    void memoryIsGivenBackWhereTheReleaseKnowsHow(String version, boolean trims) {
        assertThat(runtime(version).thrift("1g", List.of()).isEmpty()).isEqualTo(!trims);
    }
}
