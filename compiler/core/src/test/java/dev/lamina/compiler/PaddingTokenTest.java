package dev.lamina.compiler;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.lamina.runtime.Parameters;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The row of a padding token begins with zeros, and stays there whatever the optimizer does. */
final class PaddingTokenTest {
    private static final int FEATURES = 5;
    private static final int PADDING = 2;
    private static final String ROW = "embedding1.weight";

    private static String model(String options, String optimizer) {
        return "model Words { input text: tokens[7] below 4  embedding(5" + options + ") gru(3) last fc(2)"
                + " loss cross_entropy train { optimizer " + optimizer + " batch 6 } }";
    }

    @TestFactory
    Stream<DynamicTest> noOptimizerMovesIt() {
        return Stream.of(
                        "sgd(rate = 0.1, momentum = 0.9, weight_decay = 0.01)",
                        "adam(rate = 0.1)",
                        "adamw(rate = 0.1, weight_decay = 0.1)")
                .flatMap(optimizer -> Variant.fused().stream()
                        .map(variant ->
                                DynamicTest.dynamicTest(optimizer + ", " + variant, () -> stays(variant, optimizer))));
    }

    private static void stays(Variant variant, String optimizer) {
        Trial trial = new Trial(variant.load(model(", padding = " + PADDING, optimizer)), 6, 1);
        float[] before = trial.parameters().get(ROW);
        for (int step = 0; step < 5; step++) {
            trial.step();
        }
        float[] after = trial.parameters().get(ROW);
        for (int token = 0; token < 4; token++) {
            float[] row = row(after, token);
            if (token == PADDING) {
                assertArrayEquals(new float[FEATURES], row, "the row of the padding token");
            } else {
                assertFalse(Arrays.equals(row(before, token), row), "token " + token + " is trained");
            }
        }
    }

    private static float[] row(float[] table, int token) {
        return Arrays.copyOfRange(table, token * FEATURES, (token + 1) * FEATURES);
    }

    @Test
    void theOtherRowsBeginAsWithoutIt() {
        Variant variant = Variant.fused().get(0);
        Parameters plain = variant.load(model("", "sgd")).newParameters(3);
        Parameters padded = variant.load(model(", padding = 0", "sgd")).newParameters(3);
        float[] expected = plain.get(ROW);
        Arrays.fill(expected, 0, FEATURES, 0);
        assertArrayEquals(expected, padded.get(ROW));
    }
}
