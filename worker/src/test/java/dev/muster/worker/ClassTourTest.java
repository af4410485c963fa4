package dev.muster.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a tour takes from the list that a JVM has written. */
final class ClassTourTest {

    @Test
    void classesOfTheUsualLoadersAreTakenAndNothingElse() {
        assertThat(ClassTour.names(Stream.of(
                        "# NOTE: Do not modify this file.",
                        "java/lang/Object id: 0",
                        "dev/muster/worker/Exit id: 812",
                        "java/lang/String",
                        "a/Plugin id: 900 super: 0 source: /plugins/a.jar",
                        "@lambda-proxy a/Main run ()Ljava/lang/Runnable; ()V 6 a/Main lambda$0 ()V ()V",
                        "@lambda-form-invoker [LF_RESOLVE] java.lang.invoke.DirectMethodHandle$Holder x LL_L")))
                .containsExactly("java.lang.Object", "dev.muster.worker.Exit", "java.lang.String");
    }
}
