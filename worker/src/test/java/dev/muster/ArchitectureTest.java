package dev.muster;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameStartingWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Who may import what in the SDK. The names of the rules are the architecture; {@code docs/decisions} says why. */
@AnalyzeClasses(packages = "dev.muster", importOptions = DoNotIncludeTests.class)
final class ArchitectureTest {

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("dev.muster.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule theSdkKnowsNothingOfTheSupervisor =
            noClasses().should().dependOnClassesThat().resideInAPackage("dev.muster.supervisor..");

    @ArchTest
    static final ArchRule onlyTheEmbeddedEngineSeesChronicle = noClasses()
            .that()
            .resideOutsideOfPackage("dev.muster.queue.chronicle..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("net.openhft..");

    @ArchTest
    static final ArchRule onlyTheLedgerSeesJna = noClasses()
            .that()
            .resideOutsideOfPackage("dev.muster.queue.ledger..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.sun.jna..");

    @ArchTest
    static final ArchRule onlyTheWireSeesTheJsonLibrary = noClasses()
            .that()
            .resideOutsideOfPackage("dev.muster.wire..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.google.gson..");

    @ArchTest
    static final ArchRule theWireStandsAlone = classes()
            .that()
            .resideInAPackage("dev.muster.wire..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("dev.muster.wire..", "java..", "com.google.gson..", "org.jspecify..");

    /** JSON it may read and write: the evidence of dead jobs is for people and for other programs. */
    @ArchTest
    static final ArchRule theQueueWorksWithoutTheLifecycle = noClasses()
            .that()
            .resideInAPackage("dev.muster.queue..")
            .should()
            .dependOnClassesThat(resideInAPackage("dev.muster.worker..")
                    .or(resideInAPackage("dev.muster.wire..").and(not(simpleNameStartingWith("Json")))));

    @ArchTest
    static final ArchRule theMasterMayUseTheLedgerWithoutAnEngine = noClasses()
            .that()
            .resideInAPackage("dev.muster.queue.ledger..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.muster.queue.chronicle..");
}
