package dev.lamina.compiler;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lamina.compiler.layer.Layers;
import dev.lamina.runtime.Parameters;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Parameters are padded to whole vectors; what is between them stays zero, on both targets, whatever training does. Running statistics are an
 * exception: they are computed on whole vectors, and what stands behind the last channel is neither read nor written to files.
 */
final class ZeroPaddingTest {

    private static final float STATISTIC = 2;

    private static final int VECTOR = 16;

    @TestFactory
    Stream<DynamicTest> theFloatsBetweenParametersStayZero() {
        return RandomModel.some(Layers.ALL.size()).stream()
                .filter(model -> !model.loss().isEmpty())
                .map(model -> DynamicTest.dynamicTest("" + model, () -> {
                    float[] vector = trained(model, Target.VECTOR);
                    float[] scalar = trained(model, Target.SCALAR);
                    assertArrayEquals(vector, scalar, model.text());
                }));
    }

    private static float[] trained(RandomModel model, Target target) {
        LoadedNetwork loaded = new Variant(target, Fusion.ALL, Loader.JANINO).load(model.text());
        Trial trial = new Trial(loaded, model.batch(), model.seed());
        trial.everything(3);
        float[] values = trial.parameters().values();
        float[] marks = marks(loaded.newParameters(1));
        int statistics = 0; // floats up to which a vector of running statistics goes
        for (int i = 0; i < values.length; i++) {
            statistics = marks[i] == STATISTIC ? i / VECTOR * VECTOR + VECTOR : statistics;
            if (marks[i] == 0 && i < statistics) {
                values[i] = 0;
            }
            if (marks[i] == 0) {
                assertEquals(0, Float.floatToRawIntBits(values[i]), target + ": float " + i + " of\n" + model.text());
            }
        }
        return values;
    }

    /** For each float whether it is an element of a parameter, or of running statistics; else 0. */
    private static float[] marks(Parameters parameters) {
        Arrays.fill(parameters.values(), 0);
        parameters.views().forEach(view -> {
            float[] marks = new float[view.size()];
            Arrays.fill(marks, view.name().contains(".running_") ? STATISTIC : 1);
            parameters.set(view.name(), marks);
        });
        return parameters.values();
    }
}
