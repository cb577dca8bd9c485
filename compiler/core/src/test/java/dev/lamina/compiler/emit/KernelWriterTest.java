package dev.lamina.compiler.emit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.palantir.javapoet.MethodSpec;
import dev.lamina.compiler.ir.Kernel;
import dev.lamina.compiler.ir.Samples;
import dev.lamina.compiler.schedule.VectorSchedule;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The Java of small kernels, letter by letter. */
class KernelWriterTest {
    private static String java(Kernel kernel, int method) {
        Kernel scheduled = new VectorSchedule().apply(kernel);
        List<MethodSpec> methods = KernelWriter.write(scheduled, OutlinedMethods.of(List.of(scheduled)));
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
    void tilesTakeWhereTheyBeginAndNoIndices() {
        assertEquals(
                """
                private static void forwardFc1Tile1x2(float[] input, int inputAt, float[] weight, int weightAt,
                    float[] bias, int biasAt, float[] output, int outputAt) {
                """,
                java(Samples.fullyConnected(100, 32), 2)
                        .lines()
                        .limit(2)
                        .reduce("", (text, line) -> text + line + "\n"));
    }

    /** Products of 100 and of 60 inputs: the sample of 60 floats and the loop of 60 are numbers of the call. */
    @Test
    void kernelsThatDifferInSizesCallTheSameTile() {
        List<Kernel> kernels = Stream.of(
                        Samples.fullyConnected(100, 32),
                        Samples.fullyConnected(60, 32).withName("forwardFc2"))
                .map(new VectorSchedule()::apply)
                .toList();
        OutlinedMethods outlined = OutlinedMethods.of(kernels);
        List<String> first = names(KernelWriter.write(kernels.get(0), outlined));
        List<MethodSpec> second = KernelWriter.write(kernels.get(1), outlined);
        assertTrue(first.contains("forwardFcTile1x2"), first::toString);
        assertFalse(names(second).contains("forwardFcTile1x2"), second::toString);
        assertTrue(second.get(0).toString().matches("(?s).*forwardFcTile1x2\\([^;]*60\\);.*"), second::toString);
    }

    private static List<String> names(List<MethodSpec> methods) {
        return methods.stream().map(MethodSpec::name).toList();
    }
}
