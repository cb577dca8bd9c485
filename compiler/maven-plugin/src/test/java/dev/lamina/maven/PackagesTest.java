package dev.lamina.maven;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Holds what the plugin may use of the rest. */
class PackagesTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.lamina.maven");

    @Test
    void thePluginUsesOnlyTheApiOfTheCompiler() {
        noClasses()
                .should()
                .dependOnClassesThat(resideInAPackage("dev.lamina.compiler..")
                        .and(not(resideInAnyPackage("dev.lamina.compiler", "dev.lamina.compiler.source"))))
                .check(CLASSES);
    }

    @Test
    void thePluginDoesNotUseTheCommand() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.lamina.cli..")
                .check(CLASSES);
    }

    @Test
    void onlyTheGoalsKnowMaven() {
        noClasses()
                .that()
                .haveSimpleNameNotEndingWith("Mojo")
                .and()
                .doNotHaveSimpleName("GenerateGoal")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.maven..")
                .check(CLASSES);
    }
}
