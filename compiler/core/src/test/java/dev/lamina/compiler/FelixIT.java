package dev.lamina.compiler;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lamina.user.LibraryUser;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.apache.felix.framework.FrameworkFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;

/** The jars as bundles of Apache Felix, on a JVM that has the Vector API. */
final class FelixIT {
    private static final String VECTORS = ",jdk.incubator.vector;resolution:=optional";

    /** What the compiler imports of the JDK, for a framework that shows nothing else of it. */
    private static final String COMPILER = "javax.annotation.processing,javax.lang.model,javax.lang.model.element,"
            + "javax.lang.model.type,javax.lang.model.util,javax.tools";

    @TempDir
    private Path folder;

    @BeforeEach
    void build() throws IOException {
        ChooserClasses.build(folder);
    }

    @Test
    void aBundleThatDoesNotImportTheVectorApiRunsPlainJava() throws Exception {
        try (Felix felix = new Felix(folder, Map.of())) {
            assertTakesVectors(false, felix, "");
        }
    }

    @Test
    void aBundleThatImportsItRunsVectorCodeWithTheSameBits() throws Exception {
        try (Felix felix = new Felix(folder, Map.of())) {
            assertTakesVectors(true, felix, VECTORS);
        }
    }

    @Test
    void aFrameworkThatShowsNobodyTheVectorApiRunsPlainJava() throws Exception {
        try (Felix felix = new Felix(folder, Map.of(Constants.FRAMEWORK_SYSTEMPACKAGES, COMPILER))) {
            assertTakesVectors(false, felix, VECTORS);
            assertCompiles("SCALAR", felix);
        }
    }

    @Test
    void theCompilerCompilesLoadsAndPredicts() throws Exception {
        try (Felix felix = new Felix(folder, Map.of())) {
            assertCompiles("VECTOR", felix);
        }
    }

    /** The bits are those of the same classes outside of Felix. */
    private void assertTakesVectors(boolean expected, Felix felix, String imports) throws Exception {
        byte[] jar = bundle("dev.lamina.runtime" + imports, folder, ChooserClasses.FILES.toArray(String[]::new));
        Class<?> small = felix.install(jar).loadClass(ChooserClasses.NAMES.get(0));
        assertEquals(expected, ChooserClasses.takesVectors(small));
        try (URLClassLoader outside = new URLClassLoader(
                new URL[] {folder.toUri().toURL()}, getClass().getClassLoader())) {
            assertArrayEquals(
                    ChooserClasses.predict(outside.loadClass(ChooserClasses.NAMES.get(0))),
                    ChooserClasses.predict(small));
        }
    }

    /** The runtime and the compiler are all the bundles that a program with the compiler needs. */
    private static void assertCompiles(String target, Felix felix) throws Exception {
        felix.install(Files.readAllBytes(Jars.compiler()));
        String imports = "dev.lamina.compiler,dev.lamina.compiler.source,dev.lamina.runtime";
        byte[] jar = bundle(imports, Path.of("target", "test-classes"), LibraryUser.class.getName());
        Class<?> user = felix.install(jar).loadClass(LibraryUser.class.getName());
        assertEquals(target, user.getMethod("preset").invoke(null));
        assertEquals(LibraryUser.predicted(), user.getMethod("predicted").invoke(null));
    }

    private static byte[] bundle(String imports, Path folder, String... classes) throws IOException {
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.putValue(Constants.BUNDLE_MANIFESTVERSION, "2");
        attributes.putValue(Constants.BUNDLE_SYMBOLICNAME, classes[0]);
        attributes.putValue(Constants.IMPORT_PACKAGE, imports);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream jar = new JarOutputStream(bytes, manifest)) {
            for (String each : classes) {
                String file = each.replace('.', '/') + ".class";
                jar.putNextEntry(new JarEntry(file));
                jar.write(Files.readAllBytes(folder.resolve(file)));
            }
        }
        return bytes.toByteArray();
    }

    /** A running framework that has the runtime. */
    private static final class Felix implements AutoCloseable {
        private final Framework framework;

        Felix(Path folder, Map<String, String> more) throws BundleException, IOException {
            Map<String, String> settings = new HashMap<>(more);
            settings.put(Constants.FRAMEWORK_STORAGE, folder.resolve("felix").toString());
            framework = new FrameworkFactory().newFramework(settings);
            framework.start();
            install(Files.readAllBytes(Jars.runtime()));
        }

        Bundle install(byte[] jar) throws BundleException {
            BundleContext context = framework.getBundleContext();
            Bundle bundle = context.installBundle("test:" + context.getBundles().length, new ByteArrayInputStream(jar));
            bundle.start();
            return bundle;
        }

        @Override
        public void close() throws BundleException {
            framework.stop();
            try {
                framework.waitForStop(0);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
