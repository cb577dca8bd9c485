package dev.lamina.compiler;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.PackageMatcher;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the order of the packages, and who alone may use which library. */
class ArchitectureTest {
    private static final String NOT_ON_ANDROID = "dev.lamina.runtime.NotOnAndroid";
    private static final String FACADE = "dev.lamina.compiler";

    /** From top to bottom: a package uses only those below it. */
    private static final List<String> ORDER = Stream.concat(
                    Stream.of(FACADE),
                    Stream.of(
                                    "load",
                                    "emit",
                                    "lower",
                                    "pass",
                                    "graph",
                                    "reference",
                                    "model",
                                    "layer",
                                    "signature",
                                    "op",
                                    "tensor",
                                    "schedule",
                                    "ir",
                                    "syntax",
                                    "source")
                            .map(ArchitectureTest::room))
            .toList();

    /** A package with those below it: its rooms are one room to others. */
    private static String room(String name) {
        return FACADE + "." + name + "..";
    }

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.lamina");

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

    @ParameterizedTest
    @MethodSource("packages")
    void packageOfTheOrderHasClasses(String name) {
        assertTrue(hasClasses(name), name);
    }

    static List<String> packages() {
        return ORDER;
    }

    private static boolean hasClasses(String name) {
        PackageMatcher matcher = PackageMatcher.of(name);
        return CLASSES.stream().anyMatch(type -> matcher.matches(type.getPackageName()));
    }

    @Test
    void everyClassOfTheCompilerHasItsPlaceInTheOrder() {
        classes()
                .that()
                .resideInAPackage(FACADE + "..")
                .should()
                .resideInAnyPackage(ORDER.toArray(String[]::new))
                .check(CLASSES);
    }

    @ParameterizedTest
    @CsvSource({
        "syntax, org.antlr..",
        "syntax, dev.lamina.grammar..",
        "emit, com.palantir.javapoet..",
        "load, org.codehaus..",
        "load, javax.tools.."
    })
    void libraryHasOneUser(String user, String library) {
        String allowed = room(user);
        noClasses()
                .that()
                .resideInAPackage(FACADE + "..")
                .and()
                .resideOutsideOfPackage(allowed)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)
                .check(CLASSES);
        boolean used = CLASSES.stream()
                .filter(type -> PackageMatcher.of(allowed).matches(type.getPackageName()))
                .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                .anyMatch(use ->
                        PackageMatcher.of(library).matches(use.getTargetClass().getPackageName()));
        assertTrue(used, user + " does not use " + library + ", so this says nothing");
    }

    /** The plan of a class is decided before a member is printed: it knows types and arguments of JavaPoet, but no members. */
    @Test
    void plansAndPlannersPrintNothing() {
        noClasses()
                .that()
                .resideInAPackage(room("emit"))
                .and()
                .haveNameMatching(".*(Plan|Planner)(\\$.*)?")
                .should()
                .dependOnClassesThat()
                .haveNameMatching(".*\\.emit\\..*Writer|.*\\.emit\\.Members|com\\.palantir\\.javapoet\\."
                        + "(MethodSpec|FieldSpec|TypeSpec|JavaFile)(\\$.*)?")
                .check(CLASSES);
    }

    /** {@code mvn -Prelease verify} compares the runtime with the signatures of Android too. Networks of plain Java never come to the call. */
    @Test
    void plainJavaNeedsNothingThatAndroidHasNot() {
        noClasses()
                .that()
                .resideInAPackage("dev.lamina.runtime..")
                .and()
                .areNotAnnotatedWith(NOT_ON_ANDROID)
                .and()
                .haveNameNotMatching(".*\\.(GeneratedNetwork|ChangeOver)(\\$.*)?")
                .should()
                .dependOnClassesThat()
                .areAnnotatedWith(NOT_ON_ANDROID)
                .orShould()
                .dependOnClassesThat()
                .belongToAnyOf(System.Logger.class, ModuleLayer.class)
                .orShould()
                .dependOnClassesThat()
                .resideInAnyPackage("jdk..", "java.lang.management..", "java.beans..")
                .check(CLASSES);
    }

    @Test
    void runtimeNeedsTheJdkAlone() {
        classes()
                .that()
                .resideInAPackage("dev.lamina.runtime..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "jdk.incubator.vector..", "dev.lamina.runtime..")
                .check(CLASSES);
    }
}
