package dev.lamina.compiler.emit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.palantir.javapoet.MethodSpec;
import dev.lamina.compiler.ir.Kernel;
import dev.lamina.compiler.ir.Samples;
import dev.lamina.compiler.schedule.VectorSchedule;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The Java of small kernels, letter by letter. */
class KernelWriterTest {
    private static String java(Kernel kernel, int method) {
        List<MethodSpec> methods = KernelWriter.write(new VectorSchedule().apply(kernel));
        return methods.get(method).toString().replace("jdk.incubator.vector.", "");
    }

    @Test
    void pointwiseKernelsReadAsIfTypedByHand() {
        assertEquals("""
                private static void leaky(float[] input, int inputAt, float[] output, int outputAt, float rate,
                    int batch) {
                  int i = 0;
                  for (; i <= 5 * batch - LANES; i += LANES) {
                    // a leak of rate
                    FloatVector x =
                        FloatVector.fromArray(SPECIES, input, inputAt + i);
                    x.blend(x.mul(rate), x.compare(VectorOperators.LT, 0f))
                        .intoArray(output, outputAt + i);
                  }
                  for (; i < 5 * batch; i++) {
                    // a leak of rate
                    float x = input[inputAt + i];
                    output[outputAt + i] = x < 0f ? rate * x : x;
                  }
                }
                """, java(Samples.leaky(), 0));
    }

    @Test
    void tilesHoistWhatTheyKnow() {
        assertEquals(
                """
                private static void forwardFc1Tile1x2(float[] input, int inputAt, float[] weight, int weightAt,
                    float[] bias, int biasAt, float[] output, int outputAt, int n, int out) {
                """,
                java(Samples.fullyConnected(100, 32), 2)
                        .lines()
                        .limit(2)
                        .reduce("", (text, line) -> text + line + "\n"));
    }
}
