package dev.lamina.compiler;

import static dev.lamina.compiler.Closeness.assertSameBits;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.compiler.layer.Layer;
import dev.lamina.compiler.signature.Arguments;
import dev.lamina.compiler.signature.CallKind;
import java.io.IOException;
import java.io.StringWriter;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The template of a layer, copied and named anew as its comment says, is a layer that computes what it says. */
final class LayerTemplateTest {
    private static final Path TEMPLATE = Path.of("../docs/TEMPLATE.java");
    private static final String VECTOR =
            "model Copied { input x: vector[20]  fc(19) copied: tanh fc(3) loss cross_entropy }";
    private static final String IMAGE =
            "model Copied { input x: image[3, 4, 5]  flatten copied: tanh fc(3) loss cross_entropy }";

    /** A copy is compiled once: its class can be defined only once. */
    private static final CallKind<Layer> COPIED = copied();

    private static CallKind<Layer> copied() {
        try {
            Path folder = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "template");
            String source = Files.readString(TEMPLATE)
                    .replace("Template", "Copied")
                    .replace("\"template\"", "\"copied\"")
                    .replace("of template", "of copied");
            Path file = Files.writeString(folder.resolve("Copied.java"), source);
            try {
                compile(file, folder);
                return declaration(define(folder));
            } finally {
                delete(folder);
            }
        } catch (IOException | ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static void compile(Path file, Path folder) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            List<String> options = List.of(
                    "-Xlint:all,-processing",
                    "-Werror",
                    "-proc:none",
                    "-d",
                    folder.toString(),
                    "-classpath",
                    System.getProperty("java.class.path"));
            boolean fine = compiler.getTask(messages, files, null, options, null, files.getJavaFileObjects(file))
                    .call();
            assertTrue(fine, messages::toString);
        }
    }

    /** Defines the classes beside those of the layers, whose package they are in; returns that of the layer. */
    private static Class<?> define(Path folder) throws IOException, ReflectiveOperationException {
        MethodHandles.Lookup layers = MethodHandles.privateLookupIn(Layer.class, MethodHandles.lookup());
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".class")).toList()) {
                layers.defineClass(Files.readAllBytes(file));
            }
        }
        return layers.findClass("dev.lamina.compiler.layer.Copied");
    }

    @SuppressWarnings("unchecked")
    private static CallKind<Layer> declaration(Class<?> layer) throws ReflectiveOperationException {
        Field kind = layer.getDeclaredField("KIND");
        kind.setAccessible(true);
        return (CallKind<Layer>) kind.get(null);
    }

    private static RewiredModel model(String text) {
        Layer layer = COPIED.create().apply(new Arguments(Optional.empty(), List.of(), Map.of("factor", 1.5)));
        return new RewiredModel(text, Map.of("copied", layer), Map.of());
    }

    @Test
    void itHasTheNameItWasGiven() {
        assertEquals("copied(factor = 1)", COPIED.usage());
        assertEquals(
                Optional.of("copied"),
                model(VECTOR).layers().values().stream().map(Layer::keyword).findFirst());
    }

    @ParameterizedTest
    @ValueSource(strings = {VECTOR, IMAGE})
    void itsGradientIsThatOfItsForwardDirection(String text) {
        for (Fusion fusion : Fusion.values()) {
            CentralDifferenceTest.check(text, DoubleRun.of(model(text).compile(Target.SCALAR, fusion), 3), true);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {VECTOR, IMAGE})
    void everyVariantGivesTheSameBits(String text) {
        Results expected = model(text).results(Target.VECTOR, Fusion.NONE);
        assertSameBits("vector", expected, model(text).results(Target.VECTOR, Fusion.ALL));
        assertSameBits("scalar", expected, model(text).results(Target.SCALAR, Fusion.ALL));
    }

    @Test
    void itIsFusedIntoTheProductBeforeIt() {
        assertTrue(model(VECTOR)
                .compile(Target.VECTOR, Fusion.ALL)
                .explanation()
                .contains("done     fuse-bias-activation: copied of copied into fc of fc1"));
    }
}
