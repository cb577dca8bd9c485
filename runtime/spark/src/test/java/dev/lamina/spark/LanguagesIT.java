package dev.lamina.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import py4j.reflection.ReflectionEngine;

/** A program in Scala, and the calls that PySpark makes, train with the bits of one in Java. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class LanguagesIT {
    static final int SAMPLES = 320;

    @TempDir
    private Path folder;

    private LocalCluster local;
    private String inJava = "";

    @BeforeAll
    void start() {
        local = LocalCluster.inProcess(1);
        inJava = inJava();
    }

    @AfterAll
    void stop() {
        local.close();
    }

    @Test
    void aProgramInScalaTrains() throws Exception {
        Path classes = Files.createDirectories(folder.resolve("classes"));
        boolean fine = scala.tools.nsc.Main.process(new String[] {
            "-usejavacp",
            "-deprecation",
            "-d",
            classes.toString(),
            resource("Digits.scala").toString()
        });
        assertTrue(fine, "the program is compiled");
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {classes.toUri().toURL()})) {
            Object weights = loader.loadClass("Digits")
                    .getMethod("train", Dataset.class, String.class)
                    .invoke(null, Digits.mixed(local.session, SAMPLES, 1), Models.file(folder, Models.DIGITS));
            assertEquals(inJava, Sha.of((byte[]) weights));
        }
    }

    /** The calls of the wrapper for Python are found as Py4J finds them: by name and values, at run time. PythonIT needs PySpark for more. */
    @Test
    void py4jFindsTheMethodsThatTheWrapperCalls() throws Exception {
        String wrapper = wrapper();
        ReflectionEngine py4j = new ReflectionEngine();
        Object classifier = py4j.invoke(
                null, py4j.getConstructor(LaminaClassifier.class.getName(), new Object[0]), new Object[0]);
        Object[][] calls = {
            {"setModelFile", Models.file(folder, Models.DIGITS)}, {"setWorkers", 1}, {"setIdCol", "id"}
        };
        for (Object[] call : calls) {
            classifier = called(py4j, wrapper, classifier, call[0].toString(), call[1]);
        }
        Dataset<Row> digits = Digits.mixed(local.session, SAMPLES, 1);
        Object model = called(py4j, wrapper, classifier, "fit", digits);
        Dataset<?> scored = (Dataset<?>) called(py4j, wrapper, model, "transform", digits);
        assertEquals(SAMPLES, scored.filter("prediction >= 0").count());
        assertEquals(inJava, Sha.of((byte[]) called(py4j, wrapper, model, "weights")));
    }

    private static Object called(
            ReflectionEngine py4j, String wrapper, Object target, String method, Object... values) {
        assertTrue(wrapper.contains("." + method + "("), method);
        return py4j.invoke(target, py4j.getMethod(target, method, values), values);
    }

    /** The Python of the documentation. */
    static String wrapper() throws IOException {
        String page = Files.readString(Path.of("../../compiler/docs/scale.md"));
        int from = page.indexOf("```python\n") + "```python\n".length();
        return page.substring(from, page.indexOf("```", from));
    }

    static Path resource(String name) {
        return Path.of("src/test/resources", name);
    }

    /** The hash of the weights that the programs are to learn. */
    static String inJava() {
        return Sha.of(LocalRun.of(Models.compiled(Models.DIGITS), Digits.samples(SAMPLES), 1));
    }
}
