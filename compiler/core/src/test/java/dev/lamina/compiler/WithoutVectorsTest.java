package dev.lamina.compiler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.compiler.source.SourceFile;
import dev.lamina.runtime.Predictor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A JVM that was started without the Vector API. */
public final class WithoutVectorsTest {
    private static final String MODEL = "model Small { input x: vector[5] fc(7) relu fc(3) softmax }";

    @Test
    void aModelForVectorsRunsAsPlainCodeWithTheSameResultsAndThatIsSaidOnce() throws Exception {
        String printed = forked();
        String expected = predicted();
        assertTrue(printed.contains(expected + System.lineSeparator() + expected), printed);
        assertEquals(2, printed.split("--add-modules jdk.incubator.vector", -1).length, printed);
    }

    /** What the forked JVM runs: the same model twice. */
    public static void main(String[] unused) {
        System.out.println(predicted());
        System.out.println(predicted());
    }

    /** For a class loader that hides the Vector API: what is written for it all the same. */
    public static String predicted() {
        return Arrays.toString(predict());
    }

    /** The target of whoever names none. */
    public static String preset() {
        return Options.defaults().target().name();
    }

    private static float[] predict() {
        Options options = Options.defaults().withTarget(Target.VECTOR);
        LoadedNetwork loaded = LaminaCompiler.compile(new SourceFile("small.lamina", MODEL), options)
                .models()
                .get(0)
                .load();
        Predictor network = (Predictor) loaded.predictor(loaded.newParameters(1), 1);
        float[] output = new float[3];
        network.predict(new float[] {1, 2, 3, 4, 5}, 1, output);
        return output;
    }

    private static String forked() throws IOException, InterruptedException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String main = WithoutVectorsTest.class.getName();
        Process process = new ProcessBuilder(List.of(java, "-cp", System.getProperty("java.class.path"), main))
                .redirectErrorStream(true)
                .start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), printed);
        return printed;
    }
}
