package dev.lamina.compiler;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.runtime.MultiNetwork;
import dev.lamina.runtime.MultiStreaming;
import dev.lamina.runtime.Parameters;
import dev.lamina.runtime.PortArrays;
import dev.lamina.runtime.RecurrentState;
import dev.lamina.runtime.TrainingState;
import dev.lamina.user.LibraryUser;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The class that stands for a model's two classes, in class loaders that show the Vector API and in ones that hide it. */
final class ChooserTest {
    private static final String SMALL = "p.Small";

    @TempDir
    private Path folder;

    @BeforeEach
    void build() throws IOException {
        ChooserClasses.build(folder);
    }

    @Test
    void aLoaderThatHidesTheVectorApiGivesPlainJavaWithTheSameBits() throws Exception {
        try (URLClassLoader shows = new URLClassLoader(urls(), getClass().getClassLoader());
                URLClassLoader hides =
                        new URLClassLoader(urls(), new Hiding(getClass().getClassLoader()))) {
            assertTrue(ChooserClasses.takesVectors(shows.loadClass(SMALL)));
            assertFalse(ChooserClasses.takesVectors(hides.loadClass(SMALL)));
            assertArrayEquals(
                    ChooserClasses.predict(shows.loadClass(SMALL)), ChooserClasses.predict(hides.loadClass(SMALL)));
        }
    }

    @Test
    void aModelWithSeveralInputsAndOutputsHasTheSameMethodsInBothClasses(@TempDir Path other) throws Exception {
        ChooserClasses.build(other, """
                model Several {
                    input left: sequence[3, 2]  input right: vector[4]
                    from left  gru(5)  last  a: fc(6)
                    from right  fc(6)  add(a)
                    output boxes: fc(2)  output scores: fc(3)
                    loss mse(boxes)  loss cross_entropy(scores)
                    train { optimizer sgd(rate = 0.1) }
                }
                """);
        URL[] classes = {url(other)};
        try (URLClassLoader shows = new URLClassLoader(classes, getClass().getClassLoader());
                URLClassLoader hides =
                        new URLClassLoader(classes, new Hiding(getClass().getClassLoader()))) {
            assertTrue(ChooserClasses.takesVectors(shows.loadClass("p.Several")));
            assertFalse(ChooserClasses.takesVectors(hides.loadClass("p.Several")));
            assertArrayEquals(trained(shows.loadClass("p.Several")), trained(hides.loadClass("p.Several")));
        }
    }

    /** Calls every method of such a model; returns what the last step of a stream gives after training, and the gradients. */
    private static float[] trained(Class<?> type) throws ReflectiveOperationException {
        Parameters parameters =
                (Parameters) type.getMethod("newParameters", long.class).invoke(null, 1L);
        Object state = type.getMethod("newTrainingState").invoke(null);
        MultiNetwork network = (MultiNetwork) type.getConstructor(Parameters.class, TrainingState.class, int.class)
                .newInstance(parameters, state, 2);
        float[] left = {1, 2, 3, 4, 5, 6};
        float[] right = {1, -1, 2, -2};
        Class<?> floats = float[].class;
        Object loss = type.getMethod("trainStep", floats, floats, floats, int[].class, int.class)
                .invoke(network, left, right, new float[] {1, 2}, new int[] {2}, 1);
        PortArrays arrays = network.newArrays();
        arrays.floats("left", left);
        arrays.floats("right", right);
        arrays.target("boxes", new float[] {1, 2});
        arrays.labels("scores", new int[] {2});
        assertTrue(network.forward(arrays, 1) < (float) loss);
        network.backward();
        float[] gradients = new float[6];
        network.inputGradient(0, gradients);
        type.getMethod("inputGradient", floats, floats).invoke(network, new float[6], new float[4]);
        float[] boxes = new float[2];
        float[] scores = new float[3];
        type.getMethod("output", floats, floats).invoke(network, boxes, scores);
        type.getMethod("predict", floats, floats, int.class, floats, floats)
                .invoke(network, left, right, 1, boxes, scores);
        MultiStreaming streaming = (MultiStreaming) network;
        RecurrentState carried = streaming.newState(1);
        type.getMethod("step", floats, floats, RecurrentState.class, floats, floats)
                .invoke(network, left, right, carried, boxes, scores);
        arrays.output("boxes", boxes);
        arrays.output("scores", scores);
        streaming.step(arrays, carried);
        assertEquals("right", network.inputPort(1).name());
        assertEquals(3, network.outputPort(1).classes());
        assertEquals(2, network.inputCount() * network.outputCount() / 2);
        float[] all = Arrays.copyOf(gradients, 11);
        System.arraycopy(boxes, 0, all, 6, 2);
        System.arraycopy(scores, 0, all, 8, 3);
        return all;
    }

    /** As above for the library: all of it is loaded by a loader that hides the Vector API, as an OSGi bundle would be. */
    @Test
    void theCompilerInSuchALoaderLoadsPlainJavaWithTheSameBits() throws Exception {
        URL[] everything = Arrays.stream(
                        System.getProperty("java.class.path").split(System.getProperty("path.separator")))
                .map(each -> url(Path.of(each)))
                .toArray(URL[]::new);
        try (URLClassLoader isolated =
                new URLClassLoader(everything, new Hiding(ClassLoader.getPlatformClassLoader()))) {
            Class<?> inside = isolated.loadClass(LibraryUser.class.getName());
            assertEquals("SCALAR", inside.getMethod("preset").invoke(null));
            assertEquals(LibraryUser.predicted(), inside.getMethod("predicted").invoke(null));
        }
    }

    /** JaCoCo and linters know generated classes by it, in class files too. */
    @ParameterizedTest
    @ValueSource(strings = {"Small", "SmallScalar", "SmallVector"})
    void eachOfTheThreeClassesIsMarkedAsGenerated(String name) throws IOException {
        byte[] bytes = Files.readAllBytes(folder.resolve("p").resolve(name + ".class"));
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        assertTrue(text.contains("RuntimeInvisibleAnnotations"), name);
        assertTrue(text.contains("Ldev/lamina/runtime/Generated;"), name);
    }

    private URL[] urls() {
        return new URL[] {url(folder)};
    }

    private static URL url(Path path) {
        try {
            return path.toUri().toURL();
        } catch (MalformedURLException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static final class Hiding extends ClassLoader {
        Hiding(ClassLoader parent) {
            super(parent);
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith("jdk.incubator.")) {
                throw new ClassNotFoundException(name);
            }
            return super.loadClass(name, resolve);
        }
    }
}
