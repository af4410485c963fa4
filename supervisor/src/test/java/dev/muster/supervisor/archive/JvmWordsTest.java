package dev.muster.supervisor.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose JVM is left alone, and what of its options an archive depends on. */
final class JvmWordsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-Xshare:off",
                "-XX:SharedArchiveFile=/a.jsa",
                "-XX:ArchiveClassesAtExit=/a.jsa",
                "-XX:+AutoCreateSharedArchive",
                "-XX:AOTCache=/a.aot",
                "-XX:AOTMode=off",
                "-XX:+AOTClassLinking",
                "-XX:DumpLoadedClassList=/list",
                "-javaagent:/agent.jar=x",
                "-agentlib:jdwp=transport=dt_socket,server=y",
                "-agentpath:/agent.so",
                "-Xbootclasspath/a:/b.jar",
                "--patch-module=java.base=/p",
                "--add-modules",
                "@/etc/options",
                "-XX:Flags=.hotspotrc"
            })
    void whoHasPlansOfHisOwnIsLeftAlone(String option) {
        assertThat(JvmWords.haveOwnPlans(List.of("-Xss1m", option), Map.of())).isTrue();
    }

    @Test
    void usualOptionsAreNoPlans() {
        List<String> usual = List.of(
                "-Xmx1g",
                "-XX:+UseZGC",
                "-Dshare=x",
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "--enable-preview");
        assertThat(JvmWords.haveOwnPlans(usual, Map.of("JAVA_HOME", "/jdk"))).isFalse();
        assertThat(JvmWords.haveOwnPlans(usual, Map.of("JAVA_TOOL_OPTIONS", "-javaagent:/a.jar")))
                .isTrue();
    }

    @Test
    void onlyLayoutAndModulesMatter() {
        assertThat(JvmWords.thatMatter(List.of(
                        "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED",
                        "-Dchronicle.analytics.disable=true",
                        "-Dport=80",
                        "-XX:+UseSerialGC",
                        "-XX:HeapDumpPath=/dumps",
                        "-XX:StartFlightRecording=filename=/x.jfr",
                        "-Xms8m",
                        "-Xmx512m",
                        "--enable-preview")))
                .containsExactly(
                        "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED",
                        "-Dchronicle.analytics.disable=true",
                        "-XX:+UseSerialGC",
                        "--enable-preview");
        assertThat(JvmWords.thatMatter(List.of("-Xmx64g"))).containsExactly("-Xmx64g");
    }

    @Test
    void noArchiveIsWorthAWordInAWorkersLog() {
        assertThat(JvmWords.using(Path.of("/a.jsa"), 23))
                .containsExactly("-XX:SharedArchiveFile=/a.jsa", "-Xlog:cds=off", "-Xlog:cds+dynamic=off");
        assertThat(JvmWords.using(Path.of("/a.aot"), 24))
                .containsExactly("-XX:AOTCache=/a.aot", "-Xlog:aot=off", "-Xlog:cds=off");
    }
}
