package dev.lamina.maven;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Holds what the plugin may use of the rest, and that names of types tell them apart. */
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

    /** Nested types may have short names, since their outer type is always said with them. */
    @Test
    void noTypeOfAFaceHasTheNameOfAnother() {
        Map<String, List<JavaClass>> byName = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("dev.lamina").stream()
                        .filter(JavaClass::isTopLevelClass)
                        .filter(type -> !type.getPackageName().contains(".shaded"))
                        .filter(type -> !type.getSimpleName().equals("package-info"))
                        .collect(Collectors.groupingBy(JavaClass::getSimpleName));
        assertTrue(
                byName.containsKey("LaminaCompiler") && byName.containsKey("Console"), "the other modules are missing");
        List<String> twice = byName.values().stream()
                .filter(types -> types.size() > 1)
                .flatMap(List::stream)
                .map(JavaClass::getName)
                .filter(name -> name.startsWith("dev.lamina.cli.") || name.startsWith("dev.lamina.maven."))
                .toList();
        assertEquals(List.of(), twice);
    }
}
