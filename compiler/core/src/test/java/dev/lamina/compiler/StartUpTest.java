package dev.lamina.compiler;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.runtime.Classifier;
import dev.lamina.runtime.Parameters;
import java.io.IOException;
import java.lang.reflect.Field;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first seconds of a class that a build compiled: the change to vector code, and what is loaded before the first result. */
final class StartUpTest {
    private static final Path LENET = Path.of("..", "..", "examples", "models", "lenet.lamina");

    @TempDir
    private static Path classes;

    @BeforeAll
    static void build() throws IOException {
        ChooserClasses.build(classes, Files.readString(LENET));
    }

    /** Also where no vectors are: then the object is plain Java from the first call to the last. */
    @Test
    void allCallsGiveTheSameBits() throws Exception {
        try (URLClassLoader loader = new URLClassLoader(
                new URL[] {classes.toUri().toURL()}, getClass().getClassLoader())) {
            Class<?> type = loader.loadClass("p.LeNet5");
            Classifier network = predictor(type);
            network.threads(2);
            float[] images = images();
            float[] first = new float[20];
            network.predict(images, 2, first);
            int label = network.classOf(images);
            String target = ChooserClasses.takesVectors(type) ? "Vector" : "Scalar";
            float[] next = new float[20];
            while (!chosen(network).equals("LeNet5" + target)) {
                network.predict(images, 2, next);
                assertArrayEquals(first, next);
            }
            assertEquals(label, network.classOf(images));
            assertEquals(2, network.threads());
            network.threads(1);
            assertEquals("LeNet5" + target, chosen(predictor(type)), "what is made later begins with vector code");
            network.predict(images, 2, next);
            assertArrayEquals(first, next);
        }
    }

    /** The first lambdas of a program take 20 ms and more, which no archive of classes saves where there is --add-modules. */
    @Test
    void noLambdaIsMadeBeforeTheFirstResult(@TempDir Path folder) throws Exception {
        Path weights = folder.resolve("lenet.safetensors");
        try (URLClassLoader loader = new URLClassLoader(
                new URL[] {classes.toUri().toURL()}, getClass().getClassLoader())) {
            Class<?> type = loader.loadClass("p.LeNet5");
            Parameters parameters =
                    (Parameters) type.getMethod("newParameters", long.class).invoke(null, 1L);
            parameters.write(weights);
        }
        String printed = start(weights);
        assertTrue(printed.contains("dev.lamina.runtime.Parameters "), printed);
        assertEquals(
                List.of(),
                printed.lines()
                        .filter(line -> line.contains("$$Lambda") && line.contains("dev.lamina")
                                || line.contains("$$StringConcat")
                                || line.contains("java.util.regex.Pattern "))
                        .toList());
    }

    private static String start(Path weights) throws IOException, InterruptedException {
        return StartedProcess.java(
                List.of("--add-modules", "jdk.incubator.vector", "-Xlog:class+load"),
                classes + System.getProperty("path.separator") + System.getProperty("java.class.path"),
                StartUpTest.class,
                weights.toString());
    }

    /** What the started JVM runs. */
    public static void main(String[] arguments) throws ReflectiveOperationException {
        Class<?> type = Class.forName("p.LeNet5");
        Classifier network = (Classifier) type.getMethod("load", Path.class).invoke(null, Path.of(arguments[0]));
        network.predict(images(), 1, new float[10]);
    }

    private static Classifier predictor(Class<?> type) throws ReflectiveOperationException {
        Object parameters = type.getMethod("newParameters", long.class).invoke(null, 1L);
        return (Classifier) type.getConstructor(Parameters.class, int.class).newInstance(parameters, 2);
    }

    private static String chosen(Classifier network) throws ReflectiveOperationException {
        Field chosen = network.getClass().getDeclaredField("chosen");
        chosen.setAccessible(true);
        return chosen.get(network).getClass().getSimpleName();
    }

    private static float[] images() {
        float[] images = new float[2 * 784];
        for (int i = 0; i < images.length; i++) {
            images[i] = (float) Math.sin(i);
        }
        return images;
    }
}
