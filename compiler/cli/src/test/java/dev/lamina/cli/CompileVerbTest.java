package dev.lamina.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code lamina compile}. */
class CompileVerbTest {

    private static final String MODEL = "model Small { input x: vector[2]  fc(3)  relu  loss cross_entropy }";

    @TempDir
    private Path folder;

    private Path model;
    private Path out;

    @BeforeEach
    void writeModel() throws IOException {
        model = Files.writeString(folder.resolve("small.lamina"), MODEL);
        out = folder.resolve("out");
    }

    @Test
    void writesAClassIntoTheFoldersOfItsPackage() throws IOException {
        Command compile = Command.run("compile", model, "-o", out, "--package", "com.acme");
        assertEquals(0, compile.exit(), compile::err);
        Path source = out.resolve("com").resolve("acme").resolve("Small.java");
        assertEquals("wrote " + source + "\n", compile.out());
        String text = Files.readString(source);
        assertTrue(text.contains("package com.acme;"), text);
        assertTrue(text.contains("jdk.incubator.vector"), text);
    }

    @Test
    void writesPlainJavaForTheScalarTarget() throws IOException {
        assertEquals(
                0,
                Command.run("compile", model, "-o", out, "--target", "scalar").exit());
        assertFalse(Files.readString(out.resolve("Small.java")).contains("jdk.incubator.vector"));
    }

    @Test
    void givesTheSameBytesTwice() throws IOException {
        Command.run("compile", model, "-o", out);
        byte[] first = Files.readAllBytes(out.resolve("Small.java"));
        Command.run("compile", model, "-o", out);
        assertEquals(-1, Arrays.mismatch(first, Files.readAllBytes(out.resolve("Small.java"))));
    }

    @Test
    void writesNothingWhenOneOfSeveralModelsIsWrong() throws IOException {
        Path wrong =
                Files.writeString(folder.resolve("wrong.lamina"), "model Wrong { input x: vector[2]  maxpool(2) }");
        Command compile = Command.run("compile", model, wrong, "-o", out);
        assertEquals(1, compile.exit());
        assertTrue(compile.err().contains("error[E0302]"), compile::err);
        assertFalse(Files.exists(out));
    }

    @Test
    void refusesTwoModelsOfOneName() {
        Command compile = Command.run("compile", model, model, "-o", out);
        assertEquals(1, compile.exit());
        assertEquals("error: two models would be written to " + out.resolve("Small.java") + "\n", compile.err());
        assertFalse(Files.exists(out));
    }

    @Test
    void explainsItsDecisionsWithoutWriting() throws IOException {
        Command compile =
                Command.run("compile", model, "--explain", "--dump=graph,loops,java", "--dump-after=plan-buffers");
        assertEquals(0, compile.exit(), compile::err);
        assertTrue(compile.out().contains("# Small: decisions\n"), compile::out);
        assertTrue(compile.out().contains("# Small: graph\n"), compile::out);
        assertTrue(compile.out().contains("# Small: loops\nkernel "), compile::out);
        assertTrue(compile.out().contains("# Small: after plan-buffers\n"), compile::out);
        assertTrue(compile.out().contains("public final class Small"), compile::out);
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(List.of(model), files.toList());
        }
    }

    @Test
    void listsWhatThereIsToDump() {
        Command compile = Command.run("compile", model, "--dump=everything");
        assertEquals(2, compile.exit());
        assertTrue(
                compile.err().contains("--dump: there is no \"everything\"; there is graph, loops, java"),
                compile::err);
    }
}
