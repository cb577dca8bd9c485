package dev.lamina.compiler;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
