package dev.lamina.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.runtime.Network;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
        assertFalse(text.contains("jdk.incubator.vector"), text);
    }

    /** javac knows nothing of the Vector API unless it is told. */
    @Test
    void writesWhatJavacCompilesWithTheRuntimeAlone() throws Exception {
        Command.run("compile", model, "-o", out);
        assertEquals("", javac(runtime(), "Small.java"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"vector", "both"})
    void writesClassesForTheVectorApiCompiled(String target) throws Exception {
        Path classes = folder.resolve("classes");
        Command compile = Command.run("compile", model, "-o", out, "--classes", classes, "--target", target);
        assertEquals(0, compile.exit(), compile::err);
        assertEquals(
                "wrote " + out.resolve("Small.java") + "\nwrote " + out.resolve("SmallScalar.java") + "\nwrote "
                        + classes.resolve("SmallVector.class")
                        + "\nto compile the sources: javac -cp lamina-runtime.jar"
                        + File.pathSeparator + classes + " ...\n",
                compile.out());
        assertEquals("", javac(runtime() + File.pathSeparator + classes, "Small.java", "SmallScalar.java"));
        assertEquals(
                target.equals("both"),
                Files.readString(out.resolve("Small.java")).contains("isTaken"));
    }

    @Test
    void putsCompiledClassesBesideTheSourcesUnlessTold() {
        Command.run("compile", model, "-o", out, "--target", "both", "--package", "com.acme");
        assertTrue(Files.exists(out.resolve("com/acme/SmallVector.class")));
    }

    @Test
    void predictOnlyLeavesOutWhatTrains() {
        String all = Command.run("compile", model, "--dump=java").out();
        String predicting =
                Command.run("compile", model, "--dump=java", "--predict-only").out();
        assertTrue(all.contains("void backward("), all);
        assertTrue(predicting.contains("void predict(") && !predicting.contains("void backward("), predicting);
        Command both = Command.run("compile", model, "--dump=java", "--predict-only", "--input-gradients");
        assertTrue(both.err().contains("--predict-only"), both::err);
    }

    @Test
    void showsTheVectorClassWhenItIsAskedForByItsTarget() {
        Command dump = Command.run("compile", model, "--dump=java", "--target", "vector");
        assertTrue(dump.out().contains("import jdk.incubator.vector.FloatVector;"), dump::out);
    }

    @Test
    void refusesAModelThatIsNamedLikeThePartOfAnother() throws IOException {
        Path other = Files.writeString(folder.resolve("other.lamina"), MODEL.replace("Small", "SmallVector"));
        Command compile = Command.run("compile", model, other, "-o", out, "--target", "both");
        assertEquals(1, compile.exit());
        assertTrue(compile.err()
                .endsWith("error: two models would be written to " + out.resolve("SmallVector.java") + "\n"));
        assertFalse(Files.exists(out));
    }

    /** What javac says, without any option for modules. */
    private String javac(String classPath, String... names) {
        List<String> arguments = new ArrayList<>(
                List.of("--release", "17", "-d", folder.resolve("compiled").toString(), "-cp", classPath));
        Arrays.stream(names).map(name -> out.resolve(name).toString()).forEach(arguments::add);
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        ToolProvider.getSystemJavaCompiler().run(null, said, said, arguments.toArray(String[]::new));
        return said.toString(StandardCharsets.UTF_8);
    }

    private static String runtime() throws URISyntaxException {
        return Path.of(Network.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI())
                .toString();
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
        assertTrue(compile.err().endsWith("error: two models would be written to " + out.resolve("Small.java") + "\n"));
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
    void printsTheKernelsAfterAStepOfTheTargetsSchedule() {
        Command vector =
                Command.run("compile", model, "--verify", "--target=vector", "--dump-after=vectorise,simplify-axes");
        assertEquals(0, vector.exit(), vector::err);
        assertTrue(vector.out().contains("# Small: after vectorise\nkernel "), vector::out);
        assertTrue(vector.out().contains("# Small: after simplify-axes\nkernel "), vector::out);
        Command scalar = Command.run("compile", model, "--dump-after=vectorise");
        assertEquals(2, scalar.exit());
        assertTrue(scalar.err().contains("tile-registers, merge-lanes, plain-loops"), scalar::err);
    }

    @Test
    void completesTheNamesOfPassesAndSteps() {
        Command completion = Command.run("completion");
        assertTrue(completion.out().contains("\"fuse-bias-activation\""), "a pass");
        assertTrue(completion.out().contains("\"vectorise\""), "a step of the vector target");
        assertTrue(completion.out().contains("\"pack-operands\""), "a step of the scalar target");
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
