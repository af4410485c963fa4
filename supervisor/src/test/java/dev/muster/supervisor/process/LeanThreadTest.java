package dev.muster.supervisor.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a thread without files is wise. */
class LeanThreadTest {

    @Test
    void whatTheLauncherSaysIsNoObstacle() {
        assertThat(LeanThread.isWise(Stream.of(
                        "-XX:+UseSerialGC",
                        "-XX:SharedArchiveFile=/opt/muster/lib/archive/17.0.15/master.jsa",
                        "-Xlog:cds=off",
                        "-Xlog:cds+dynamic=off",
                        "-Xlog:aot=off",
                        "-Xlog:cds=off -Dsome=a:b")))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-XX:+UseZGC",
                "-Xlog:gc:file=gc.log",
                "-Xlog:gc:gc.log",
                "-Xlog::gc.log",
                "\"-Xlog:gc:file=gc.log\"",
                "-Dsome=option -Xlog:gc:file=gc.log",
                "-Xloggc:gc.log",
                "-XX:VMOptionsFile=options",
                "@options",
                "-javaagent:a.jar=x"
            })
    void aJvmThatHasFilesOfItsOwnKeepsThem(String option) {
        assertThat(LeanThread.isWise(Stream.of("java", option))).isFalse();
    }
}
