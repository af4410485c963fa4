package dev.muster.supervisor;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Who may import what in the master. Values flow down from {@code spec}; each library is seen by one package. */
@AnalyzeClasses(packages = "dev.muster.supervisor", importOptions = DoNotIncludeTests.class)
final class ArchitectureTest {

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("dev.muster.supervisor.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule theSpecificationDependsOnNothingOfOurs = classes()
            .that()
            .resideInAPackage("dev.muster.supervisor.spec..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("dev.muster.supervisor.spec..", "java..", "org.jspecify..");

    /** No clock, no IO, no logger, no thread: {@code java.util.concurrent} is out as well. */
    @ArchTest
    static final ArchRule theCoreIsPure = classes()
            .that()
            .resideInAPackage("dev.muster.supervisor.core..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "dev.muster.supervisor.core..",
                    "dev.muster.supervisor.spec..",
                    "java.lang..",
                    "java.time..",
                    "java.util",
                    "java.util.function",
                    "java.util.regex",
                    "java.util.stream",
                    "org.jspecify..");

    @ArchTest
    static final ArchRule theCoreReadsNoClockAndStartsNoThread = noClasses()
            .that()
            .resideInAPackage("dev.muster.supervisor.core..")
            .should()
            .callMethod(java.time.Instant.class, "now")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(Thread.class);

    @ArchTest
    static final ArchRule onlyConfigSeesTypesafeConfig = seenBy("com.typesafe.config..", "config");

    @ArchTest
    static final ArchRule onlyDaemonSeesCommonsDaemon = seenBy("org.apache.commons.daemon..", "daemon");

    @ArchTest
    static final ArchRule onlyProcessSeesJna = seenBy("com.sun.jna..", "process");

    @ArchTest
    static final ArchRule onlyTheCommandLineSeesPicocli = seenBy("picocli..", "cli");

    @ArchTest
    static final ArchRule onlyTheBuildRewritesClasses = seenBy("org.objectweb.asm..", "build");

    @ArchTest
    static final ArchRule onlyTheLiveViewSeesJLine = seenBy("org.jline..", "cli.top");

    /** So that no other command loads JLine. */
    @ArchTest
    static final ArchRule onlyItsCommandSeesTheLiveView = noClasses()
            .that()
            .resideOutsideOfPackage("dev.muster.supervisor.cli.top..")
            .and()
            .doNotHaveSimpleName("TopCommand")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.muster.supervisor.cli.top..");

    @ArchTest
    static final ArchRule theMasterNeverLoadsAnEngine = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("net.openhft..", "dev.muster.queue.chronicle..");

    /** The lifecycle of a worker is not the master's; how a JVM hears a signal is the same for both. */
    @ArchTest
    static final ArchRule ofTheSdkTheMasterUsesOnlyTheSignals = noClasses()
            .should()
            .dependOnClassesThat(resideInAPackage("dev.muster.worker..").and(not(simpleName("SignalHandlers"))));

    @ArchTest
    static final ArchRule nobodyButTheWireSeesTheJsonLibrary =
            noClasses().should().dependOnClassesThat().resideInAPackage("com.google.gson..");

    /** A command asks the master through the control client; {@code run} goes through the daemon, and checks read files. */
    @ArchTest
    static final ArchRule theCommandLineTalksThroughTheControlClient = noClasses()
            .that()
            .resideInAPackage("dev.muster.supervisor.cli..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.muster.supervisor.core..",
                    "dev.muster.supervisor.loop..",
                    "dev.muster.supervisor.process..",
                    "dev.muster.supervisor.log..",
                    "dev.muster.supervisor.event..");

    /** A client command uses it, so it must load neither JNA nor anything of the master. */
    @ArchTest
    static final ArchRule lookingIntoAJvmTakesNothingButTheJdk = classes()
            .that()
            .resideInAPackage("dev.muster.supervisor.jvm..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("dev.muster.supervisor.jvm..", "java..", "org.jspecify..");

    private static ArchRule seenBy(String library, String onlyPackage) {
        return noClasses()
                .that()
                .resideOutsideOfPackage("dev.muster.supervisor." + onlyPackage + "..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library);
    }
}
