package dev.lamina.compiler;

import static dev.lamina.compiler.Closeness.assertSameBits;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Models so large that the scalar target packs operands have the bits of the vector target, for calls of any size. */
final class PackedPanelsTest {
    private static final List<String> MODELS = List.of("""
            model Wide {
                input x: vector[70]
                fc(509) relu  fc(96) tanh  fc(11)
                loss cross_entropy
                train { optimizer sgd(rate = 0.1) }
            }
            """, """
            model Image {
                input image: image[3, 13, 17]
                conv(20, kernel = 3, padding = 1) relu  maxpool(2)  conv(32, kernel = 3, stride = 2) sigmoid
                flatten  fc(40) relu  fc(3)
                loss cross_entropy
                train { optimizer adam(rate = 0.01) }
            }
            """, """
            model Steps {
                input x: sequence[11, 20]
                lstm(40)  gru(36, reset = before)  rnn(33, bidirectional = true)  fc(5)
                loss mse
                train { optimizer sgd(rate = 0.1) }
            }
            """, """
            model Encoder {
                input image: image[2, 24, 24]
                conv(16, kernel = 5, groups = 2)  conv(24, kernel = (3, 2), dilation = 2)  tanh
            }
            """);

    @TestFactory
    Stream<DynamicTest> bitsAreThoseOfVectors() {
        return MODELS.stream()
                .map(text -> DynamicTest.dynamicTest(text.split("\\s+", 3)[1], () -> {
                    LoadedNetwork vector = new Variant(Target.VECTOR, Fusion.ALL, Loader.JANINO).load(text);
                    LoadedNetwork scalar = new Variant(Target.SCALAR, Fusion.ALL, Loader.JAVAC).load(text);
                    assertTrue(scalar.model().javaSource().contains("rows[place] = "), "packed");
                    for (int batch : new int[] {1, 3, 7, 8, 33, 65}) {
                        Results expected = new Trial(vector, batch, batch).everything(2);
                        assertSameBits("batch " + batch, expected, new Trial(scalar, batch, batch).everything(2));
                    }
                }));
    }
}
