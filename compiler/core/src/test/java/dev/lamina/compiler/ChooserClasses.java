package dev.lamina.compiler;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lamina.compiler.source.SourceFile;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.tools.ToolProvider;

/** The three classes of a small model as a build makes them, and what they give, whichever class loader has them. */
final class ChooserClasses {
    static final List<String> NAMES = List.of("p.Small", "p.SmallScalar", "p.SmallVector");

    /** The same, and the class within one of them. */
    static final List<String> FILES = List.of("p.Small", "p.Small$BothClasses", "p.SmallScalar", "p.SmallVector");

    private static final String MODEL = "model Small { input x: vector[5] fc(7) relu fc(3) softmax }";

    private ChooserClasses() {}

    /** Writes the class files of the small model into the folder of their package. */
    static void build(Path folder) throws IOException {
        assertEquals(NAMES, build(folder, MODEL).classNames());
    }

    /** Writes the class files of a model into the folder of their package. */
    static BuildModel build(Path folder, String text) throws IOException {
        return build(folder, text, Options.defaults().withPackageName("p").withInputGradients(true));
    }

    /** As above; the package has to be {@code p}. */
    static BuildModel build(Path folder, String text, Options options) throws IOException {
        BuildModel model = LaminaCompiler.compileForBuild(
                        new SourceFile("small.lamina", text), options, CodeTarget.BOTH)
                .models()
                .get(0);
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
        return model;
    }

    /** Whether the class decided for vectors. */
    static boolean takesVectors(Class<?> small) throws ReflectiveOperationException {
        Field vector = small.getDeclaredField("VECTOR");
        vector.setAccessible(true);
        return vector.getBoolean(null);
    }

    /** What it predicts; its runtime need not be that of this test. */
    static float[] predict(Class<?> small) throws ReflectiveOperationException {
        Object parameters = small.getMethod("newParameters", long.class).invoke(null, 1L);
        Object network = small.getConstructor(parameters.getClass(), int.class).newInstance(parameters, 1);
        float[] output = new float[3];
        small.getMethod("predict", float[].class, int.class, float[].class)
                .invoke(network, new float[] {1, 2, 3, 4, 5}, 1, output);
        return output;
    }
}
