package dev.lamina.maven;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.compiler.Compiler;
import dev.lamina.compiler.Options;
import dev.lamina.compiler.Target;
import dev.lamina.compiler.source.Severity;
import dev.lamina.compiler.source.SourceFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a goal does to folders. */
final class GenerationTest {
    private static final String FRAUD =
            "model Fraud(classes = 2) { input x: vector[4]  fc(classes)  loss cross_entropy }\n";
    private static final String OTHER = "model Other { input x: vector[2]  fc(1)  loss mse }\n";

    @TempDir
    private Path base;

    private Request request(CodeTarget target, Map<String, String> parameters) {
        return request(base, "", target, parameters, false);
    }

    private static Request request(
            Path base, String packageName, CodeTarget target, Map<String, String> parameters, boolean strict) {
        Path build = base.resolve("target");
        return new Request(
                base,
                base.resolve("src/main/lamina"),
                build,
                build.resolve("generated-sources/lamina"),
                build.resolve("lamina/reading"),
                build.resolve("classes"),
                build.resolve("lamina/generate.ledger"),
                packageName,
                target,
                new TreeMap<>(parameters),
                strict,
                "1.0");
    }

    private Outcome scalar() throws IOException {
        return Generation.run(request(CodeTarget.SCALAR, Map.of()));
    }

    private Path model(String name, String text) throws IOException {
        return write(base, name, text);
    }

    private static Path write(Path base, String name, String text) throws IOException {
        Path file = base.resolve("src/main/lamina").resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private Path java(String name) {
        return base.resolve("target/generated-sources/lamina").resolve(name);
    }

    @Test
    void aFolderIsAPackageBelowTheOneGiven() throws IOException {
        model("com/acme/fraud.lamina", FRAUD);
        assertEquals("[com.acme.Fraud]", scalar().classes().toString());
        assertTrue(Files.readString(java("com/acme/Fraud.java")).startsWith("package com.acme;"));
        Outcome below = Generation.run(request(base, "org.bank", CodeTarget.SCALAR, Map.of(), false));
        assertEquals("[org.bank.com.acme.Fraud]", below.classes().toString());
        assertFalse(Files.exists(java("com/acme/Fraud.java")));
    }

    @Test
    void theSourceIsThatOfTheCompiler() throws IOException {
        model("fraud.lamina", FRAUD);
        scalar();
        Options options = Options.defaults().withTarget(Target.SCALAR);
        String expected = Compiler.compile(new SourceFile("elsewhere/fraud.lamina", FRAUD), options)
                .models()
                .get(0)
                .javaSource();
        assertEquals(expected, Files.readString(java("Fraud.java")));
    }

    @Test
    void nothingIsDoneTwice() throws IOException {
        model("fraud.lamina", FRAUD);
        assertFalse(scalar().upToDate());
        assertTrue(scalar().upToDate());
        Files.writeString(java("Fraud.java"), "spoilt");
        assertFalse(scalar().upToDate());
        Files.delete(java("Fraud.java"));
        assertEquals(1, scalar().written());
        model("fraud.lamina", FRAUD + "// a remark\n");
        assertFalse(scalar().upToDate());
    }

    @Test
    void optionsCountAsInputs() throws IOException {
        model("fraud.lamina", FRAUD);
        scalar();
        assertFalse(Generation.run(request(CodeTarget.SCALAR, Map.of("classes", "3")))
                .upToDate());
        assertTrue(Files.readString(java("Fraud.java")).contains("OUTPUT_SIZE = 3"));
        assertFalse(
                Generation.run(request(CodeTarget.BOTH, Map.of("classes", "3"))).upToDate());
        assertTrue(Files.exists(base.resolve("target/classes/FraudVector.class")));
    }

    @Test
    void filesWithEqualBytesAreNotTouched() throws IOException {
        model("fraud.lamina", FRAUD);
        scalar();
        FileTime longAgo = FileTime.fromMillis(1_000_000);
        Files.setLastModifiedTime(java("Fraud.java"), longAgo);
        model("other.lamina", OTHER);
        assertEquals(1, scalar().written());
        assertEquals(longAgo, Files.getLastModifiedTime(java("Fraud.java")));
    }

    @Test
    void whatVanishedIsRemovedAndNothingElse() throws IOException {
        Path fraud = model("com/acme/fraud.lamina", FRAUD);
        model("other.lamina", OTHER);
        scalar();
        Path foreign = Files.writeString(java("com/Mine.java"), "class Mine {}");
        Files.delete(fraud);
        assertEquals(1, scalar().removed());
        assertFalse(Files.exists(java("com/acme")));
        assertTrue(Files.exists(foreign));
        assertTrue(Files.exists(java("Other.java")));
    }

    @Test
    void allErrorsAreFoundAndNothingIsWritten() throws IOException {
        Path good = model("good.lamina", OTHER);
        scalar();
        Path first = model("first.lamina", "model A {\n    input x: vector[2]\n    fcc(1)\n}\n");
        Path second = model("second.lamina", "model B {\n    input x: vector[2]\n    fc()\n}\n");
        Files.delete(good);
        Outcome outcome = scalar();
        assertEquals(2, outcome.count(Severity.ERROR));
        assertEquals(first + ":[3,5]", outcome.findings().get(0).toString().split(" ", 2)[0]);
        assertTrue(outcome.findings().get(1).toString().startsWith(second + ":[3,"));
        assertTrue(outcome.findings().get(0).message().contains("--> src/main/lamina/first.lamina:3:5"));
        assertTrue(Files.exists(java("Other.java")));
    }

    @Test
    void warningsFailOnlyWhenAsked() throws IOException {
        model("odd.lamina", "model Odd { input x: vector[4]  relu relu fc(1) }\n");
        Outcome lenient = scalar();
        assertEquals(1, lenient.count(Severity.WARNING));
        assertFalse(lenient.fails(false));
        Outcome strict = Generation.run(request(base, "", CodeTarget.SCALAR, Map.of(), true));
        assertTrue(strict.fails(true));
    }

    @Test
    void classesThatMeetAreToldApart() throws IOException {
        model("one.lamina", OTHER);
        model("two.lamina", OTHER);
        assertTrue(scalar().findings().get(0).message().contains("another file defines the class Other too"));
    }

    @Test
    void foldersThatAreNoPackageAndParametersThatNobodyHasAreErrors() throws IOException {
        model("my-models/fraud.lamina", FRAUD);
        assertTrue(scalar().findings().get(0).message().contains("`my-models`"));
        Outcome outcome = Generation.run(request(CodeTarget.SCALAR, Map.of("clases", "3")));
        assertTrue(outcome.findings().stream().anyMatch(each -> each.message().contains("`clases`")));
    }

    @Test
    void twoFoldersGetTheSameBytes(@TempDir Path elsewhere) throws IOException {
        for (Path place : new Path[] {base, elsewhere}) {
            write(place, "com/acme/fraud.lamina", FRAUD);
            Generation.run(request(place, "", CodeTarget.BOTH, Map.of(), false));
        }
        for (String file : new String[] {
            "generated-sources/lamina/com/acme/Fraud.java",
            "generated-sources/lamina/com/acme/FraudScalar.java",
            "lamina/reading/com/acme/FraudVector.java",
            "classes/com/acme/FraudVector.class",
            "lamina/generate.ledger"
        }) {
            assertArrayEquals(
                    Files.readAllBytes(base.resolve("target").resolve(file)),
                    Files.readAllBytes(elsewhere.resolve("target").resolve(file)),
                    file);
        }
    }

    @Test
    void noFolderIsNoError() throws IOException {
        Outcome outcome = scalar();
        assertEquals(0, outcome.files());
        assertFalse(outcome.fails(true));
    }
}
