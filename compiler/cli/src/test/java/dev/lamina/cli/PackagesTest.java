package dev.lamina.cli;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the order of the command's packages, and which of the compiler's they may use. */
class PackagesTest {
    private static final String ROOT = "dev.lamina.cli";

    /** From top to bottom: a package uses only those below it. */
    private static final List<String> ORDER = Stream.concat(
                    Stream.of(ROOT),
                    Stream.of(
                                    "command", "report", "check", "run", "repl", "graph", "bench", "predict", "train",
                                    "data", "console")
                            .map(name -> ROOT + "." + name))
            .toList();

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    @ParameterizedTest
    @MethodSource("packagesBelowOthers")
    void packageUsesOnlyThoseBelowIt(String below, String[] above) {
        noClasses()
                .that()
                .resideInAPackage(below)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(above)
                .check(CLASSES);
    }

    static Stream<Object[]> packagesBelowOthers() {
        return IntStream.range(1, ORDER.size()).mapToObj(place ->
                new Object[] {ORDER.get(place), ORDER.subList(0, place).toArray(String[]::new)});
    }

    @Test
    void everyClassOfTheCommandHasItsPlaceInTheOrder() {
        classes()
                .that()
                .resideInAPackage(ROOT + "..")
                .should()
                .resideInAnyPackage(ORDER.toArray(String[]::new))
                .check(CLASSES);
    }

    @Test
    void theCommandUsesOnlyTheApiOfTheCompiler() {
        noClasses()
                .should()
                .dependOnClassesThat(resideInAPackage("dev.lamina.compiler..")
                        .and(not(resideInAnyPackage("dev.lamina.compiler", "dev.lamina.compiler.source"))))
                .check(CLASSES);
    }
}
