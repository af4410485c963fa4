package dev.muster.acceptance;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** These tests see the product from outside, or they prove less than they say. */
@AnalyzeClasses(packages = "dev.muster.acceptance")
final class BlackBoxTest {

    @ArchTest
    static final ArchRule acceptanceTestsUseNoClassOfTheSupervisor = noClasses()
            .should()
            .dependOnClassesThat(resideInAPackage("dev.muster.supervisor..")
                    .and(not(resideInAPackage("dev.muster.supervisor.testkit.."))));
}
