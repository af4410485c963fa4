package dev.muster;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Who may import what in the test kit. */
@AnalyzeClasses(packages = "dev.muster.testing", importOptions = DoNotIncludeTests.class)
final class ArchitectureTest {

    @ArchTest
    static final ArchRule theTestKitUsesTheSdkAndJunitAlone = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "dev.muster.testing..",
                    "dev.muster.worker..",
                    "dev.muster.concurrent..",
                    "dev.muster.queue",
                    "dev.muster.queue.inline..",
                    "dev.muster.wire..",
                    "java..",
                    "org.junit.jupiter.api..",
                    "org.jspecify..");

    @ArchTest
    static final ArchRule onlyExtensionsSeeJunit = noClasses()
            .that()
            .haveSimpleNameNotEndingWith("Extension")
            .and()
            .haveSimpleNameNotStartingWith("MusterFleet")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.junit..");
}
