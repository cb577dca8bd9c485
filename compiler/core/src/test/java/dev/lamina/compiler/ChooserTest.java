package dev.lamina.compiler;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.compiler.source.SourceFile;
import dev.lamina.runtime.Parameters;
import dev.lamina.runtime.Predictor;
import java.io.IOException;
import java.lang.reflect.Field;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The class that stands for a model's two classes, in class loaders that show the Vector API and in ones that hide it. */
final class ChooserTest {
    private static final String MODEL = "model Small { input x: vector[5] fc(7) relu fc(3) softmax }";

    @TempDir
    private Path folder;

    @BeforeEach
    void build() throws IOException {
        Options options = Options.defaults().withPackageName("p");
        BuildModel model = LaminaCompiler.compileForBuild(
                        new SourceFile("small.lamina", MODEL), options, CodeTarget.BOTH)
                .models()
                .get(0);
        assertEquals(List.of("p.Small", "p.SmallScalar", "p.SmallVector"), model.classNames());
        Files.createDirectories(folder.resolve("p"));
        for (Map.Entry<String, byte[]> file : model.classFiles().entrySet()) {
            Files.write(folder.resolve(file.getKey().replace('.', '/') + ".class"), file.getValue());
        }
        String classPath = folder + System.getProperty("path.separator") + System.getProperty("java.class.path");
        List<String> javac = new ArrayList<>(List.of("-cp", classPath, "-d", folder.toString()));
        for (Map.Entry<String, String> source : model.sources().entrySet()) {
            Path file = folder.resolve(source.getKey().replace('.', '/') + ".java");
            javac.add(Files.writeString(file, source.getValue()).toString());
        }
        assertEquals(0, ToolProvider.getSystemJavaCompiler().run(null, null, null, javac.toArray(String[]::new)));
    }

    @Test
    void aLoaderThatHidesTheVectorApiGivesPlainJavaWithTheSameBits() throws Exception {
        try (URLClassLoader shows = new URLClassLoader(urls(), getClass().getClassLoader());
                URLClassLoader hides =
                        new URLClassLoader(urls(), new Hiding(getClass().getClassLoader()))) {
            assertTrue(takesVectors(shows));
            assertFalse(takesVectors(hides));
            assertArrayEquals(predict(shows), predict(hides));
        }
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
            Class<?> inside = isolated.loadClass(WithoutVectorsTest.class.getName());
            assertEquals("SCALAR", inside.getMethod("preset").invoke(null));
            assertEquals(
                    WithoutVectorsTest.predicted(),
                    inside.getMethod("predicted").invoke(null));
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

    private static boolean takesVectors(ClassLoader loader) throws ReflectiveOperationException {
        Field vector = loader.loadClass("p.Small").getDeclaredField("VECTOR");
        vector.setAccessible(true);
        return vector.getBoolean(null);
    }

    private static float[] predict(ClassLoader loader) throws ReflectiveOperationException {
        Class<?> type = loader.loadClass("p.Small");
        Object parameters = type.getMethod("newParameters", long.class).invoke(null, 1L);
        Predictor network =
                (Predictor) type.getConstructor(Parameters.class, int.class).newInstance(parameters, 1);
        float[] output = new float[3];
        network.predict(new float[] {1, 2, 3, 4, 5}, 1, output);
        return output;
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
