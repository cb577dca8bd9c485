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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;

/** The jars as bundles of Apache Felix, on a JVM that has the Vector API. */
final class FelixIT {
    private static final String VECTORS = "jdk.incubator.vector";
    private static final String IMPORT = "," + VECTORS + ";resolution:=optional";

    @TempDir
    private Path folder;

    private Framework felix;

    @BeforeEach
    void build() throws IOException {
        ChooserClasses.build(folder);
    }

    @AfterEach
    void stop() throws Exception {
        felix.stop();
        felix.waitForStop(0);
    }

    @Test
    void aBundleThatDoesNotImportTheVectorApiRunsPlainJava() throws Exception {
        start(Map.of());
        assertTakesVectors(false, generated(""));
    }

    @Test
    void aBundleThatImportsItRunsVectorCodeWithTheSameBits() throws Exception {
        start(Map.of());
        assertTakesVectors(true, generated(IMPORT));
    }

    private void assertTakesVectors(boolean expected, Class<?> small) throws Exception {
        assertEquals(expected, ChooserClasses.takesVectors(small));
        ClassLoader here = new URLClassLoader(
                new URL[] {folder.toUri().toURL()}, getClass().getClassLoader());
        assertArrayEquals(
                ChooserClasses.predict(here.loadClass(ChooserClasses.NAMES.get(0))), ChooserClasses.predict(small));
    }

    /** Of one bundle alone is the class that others call; its libraries are in it. */
    @Test
    void theCompilerCompilesLoadsAndPredicts() throws Exception {
        start(Map.of());
        install(Files.readAllBytes(Jars.compiler()));
        Bundle user = install(bundle(
                "user",
                "dev.lamina.compiler,dev.lamina.compiler.source,dev.lamina.runtime",
                Path.of("target", "test-classes"),
                LibraryUser.class.getName()));
        Class<?> type = user.loadClass(LibraryUser.class.getName());
        assertEquals("VECTOR", type.getMethod("preset").invoke(null));
        assertEquals(LibraryUser.predicted(), type.getMethod("predicted").invoke(null));
    }

    private void start(Map<String, String> more) throws BundleException, IOException {
        Map<String, String> settings = new HashMap<>(more);
        settings.put(Constants.FRAMEWORK_STORAGE, folder.resolve("felix").toString());
        felix = new FrameworkFactory().newFramework(settings);
        felix.start();
        install(Files.readAllBytes(Jars.runtime()));
    }

    private Class<?> generated(String imports) throws Exception {
        Bundle bundle = install(bundle(
                "generated", "dev.lamina.runtime" + imports, folder, ChooserClasses.NAMES.toArray(String[]::new)));
        return bundle.loadClass(ChooserClasses.NAMES.get(0));
    }

    private Bundle install(byte[] jar) throws BundleException {
        Bundle bundle = felix.getBundleContext()
                .installBundle("test:" + felix.getBundleContext().getBundles().length, new ByteArrayInputStream(jar));
        bundle.start();
        return bundle;
    }

    private static byte[] bundle(String name, String imports, Path folder, String... classes) throws IOException {
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.putValue(Constants.BUNDLE_MANIFESTVERSION, "2");
        attributes.putValue(Constants.BUNDLE_SYMBOLICNAME, name);
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
}
