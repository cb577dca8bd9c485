package dev.lamina.maven;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.compiler.CodeTarget;
import dev.lamina.compiler.LaminaCompiler;
import dev.lamina.compiler.Options;
import dev.lamina.compiler.Target;
import dev.lamina.compiler.source.Severity;
import dev.lamina.compiler.source.SourceFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a goal does to folders. */
final class GenerationTest {
    @TempDir
    private Path base;

    private Project project;

    @BeforeEach
    void open() {
        project = Project.in(base);
    }

    private GenerationResult scalar() throws IOException {
        return project.run(CodeTarget.SCALAR);
    }

    private Path model(String name, String text) throws IOException {
        return project.model(name, text);
    }

    @Test
    void aFolderIsAPackageBelowTheOneGiven() throws IOException {
        model("com/acme/fraud.lamina", Project.FRAUD);
        assertEquals("[com.acme.Fraud]", scalar().classes().toString());
        assertTrue(Files.readString(project.java("com/acme/Fraud.java")).startsWith("package com.acme;"));
        GenerationResult below = Project.run(project.request("org.bank", CodeTarget.SCALAR, Map.of(), false));
        assertEquals("[org.bank.com.acme.Fraud]", below.classes().toString());
        assertFalse(Files.exists(project.java("com/acme/Fraud.java")));
    }

    @Test
    void theSourceIsThatOfTheCompiler() throws IOException {
        model("fraud.lamina", Project.FRAUD);
        scalar();
        Options options = Options.defaults().withTarget(Target.SCALAR);
        String expected = LaminaCompiler.compile(new SourceFile("elsewhere/fraud.lamina", Project.FRAUD), options)
                .models()
                .get(0)
                .javaSource();
        assertEquals(expected, Files.readString(project.java("Fraud.java")));
    }

    @Test
    void nothingIsDoneTwice() throws IOException {
        model("fraud.lamina", Project.FRAUD);
        assertFalse(scalar().upToDate());
        assertTrue(scalar().upToDate());
        Files.writeString(project.java("Fraud.java"), "spoilt");
        assertFalse(scalar().upToDate());
        Files.delete(project.java("Fraud.java"));
        assertEquals(1, scalar().written());
        model("fraud.lamina", Project.FRAUD + "// a remark\n");
        assertFalse(scalar().upToDate());
    }

    @Test
    void optionsCountAsInputs() throws IOException {
        model("fraud.lamina", Project.FRAUD);
        scalar();
        assertFalse(Project.run(project.request("", CodeTarget.SCALAR, Map.of("classes", "3"), false))
                .upToDate());
        assertTrue(Files.readString(project.java("Fraud.java")).contains("OUTPUT_SIZE = 3"));
        assertFalse(Project.run(project.request("", CodeTarget.BOTH, Map.of("classes", "3"), false))
                .upToDate());
        assertTrue(Files.exists(base.resolve("target/classes/FraudVector.class")));
    }

    @Test
    void aClassThatOnlyPredictsIsAnotherClass() throws IOException {
        model("fraud.lamina", Project.FRAUD);
        scalar();
        assertTrue(Files.readString(project.java("Fraud.java")).contains("implements Classifier"));
        GenerationRequest request = project.request(CodeTarget.SCALAR).withPredictOnly(true);
        assertFalse(Project.run(request).upToDate());
        assertTrue(Files.readString(project.java("Fraud.java")).contains("implements ClassPredictor"));
    }

    @Test
    void filesWithEqualBytesAreNotTouched() throws IOException {
        model("fraud.lamina", Project.FRAUD);
        scalar();
        FileTime longAgo = FileTime.fromMillis(1_000_000);
        Files.setLastModifiedTime(project.java("Fraud.java"), longAgo);
        model("other.lamina", Project.OTHER);
        assertEquals(1, scalar().written());
        assertEquals(longAgo, Files.getLastModifiedTime(project.java("Fraud.java")));
    }

    @Test
    void whatVanishedIsRemovedAndNothingElse() throws IOException {
        Path fraud = model("com/acme/fraud.lamina", Project.FRAUD);
        model("other.lamina", Project.OTHER);
        scalar();
        Path foreign = Files.writeString(project.java("com/Mine.java"), "class Mine {}");
        Files.delete(fraud);
        assertEquals(1, scalar().removed());
        assertFalse(Files.exists(project.java("com/acme")));
        assertTrue(Files.exists(foreign));
        assertTrue(Files.exists(project.java("Other.java")));
    }

    @Test
    void allErrorsAreFoundAndNothingIsWritten() throws IOException {
        Path good = model("good.lamina", Project.OTHER);
        scalar();
        Path first = model("first.lamina", "model A {\n    input x: vector[2]\n    fcc(1)\n}\n");
        Path second = model("second.lamina", "model B {\n    input x: vector[2]\n    fc()\n}\n");
        Files.delete(good);
        GenerationResult outcome = scalar();
        assertEquals(2, outcome.count(Severity.ERROR));
        assertEquals(first + ":[3,5]", outcome.findings().get(0).toString().split(" ", 2)[0]);
        assertTrue(outcome.findings().get(1).toString().startsWith(second + ":[3,"));
        assertTrue(outcome.findings().get(0).message().contains("--> src/main/lamina/first.lamina:3:5"));
        assertTrue(Files.exists(project.java("Other.java")));
    }

    @Test
    void warningsFailOnlyWhenAsked() throws IOException {
        model("odd.lamina", "model Odd { input x: vector[4]  relu relu fc(1) }\n");
        GenerationResult lenient = scalar();
        assertEquals(1, lenient.count(Severity.WARNING));
        assertFalse(lenient.fails(false));
        GenerationResult strict = Project.run(project.request("", CodeTarget.SCALAR, Map.of(), true));
        assertTrue(strict.fails(true));
    }

    @Test
    void foldersThatAreNoPackageAndParametersThatNobodyHasAreErrors() throws IOException {
        model("my-models/fraud.lamina", Project.FRAUD);
        assertTrue(scalar().findings().get(0).message().contains("`my-models`"));
        GenerationResult outcome = Project.run(project.request("", CodeTarget.SCALAR, Map.of("clases", "3"), false));
        assertTrue(outcome.findings().stream().anyMatch(each -> each.message().contains("`clases`")));
    }

    @Test
    void twoFoldersGetTheSameBytes(@TempDir Path elsewhere) throws IOException {
        for (Path place : new Path[] {base, elsewhere}) {
            Project.in(place).model("com/acme/fraud.lamina", Project.FRAUD);
            Project.in(place).run(CodeTarget.BOTH);
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
        GenerationResult outcome = scalar();
        assertTrue(outcome.files().isEmpty());
        assertFalse(outcome.fails(true));
    }
}
