package dev.lamina.compiler;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lamina.compiler.layer.Layers;
import dev.lamina.runtime.Parameters;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Parameters are padded to whole vectors; what is between them stays zero, on both targets, whatever training does. */
final class ZeroPaddingTest {
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
        boolean[] own = own(loaded.newParameters(1));
        for (int i = 0; i < values.length; i++) {
            if (!own[i]) {
                assertEquals(0, Float.floatToRawIntBits(values[i]), target + ": float " + i + " of\n" + model.text());
            }
        }
        return values;
    }

    /** Which floats are elements of parameters. */
    private static boolean[] own(Parameters parameters) {
        parameters.views().forEach(view -> {
            float[] ones = new float[view.size()];
            Arrays.fill(ones, 1);
            parameters.set(view.name(), ones);
        });
        boolean[] own = new boolean[parameters.values().length];
        for (int i = 0; i < own.length; i++) {
            own[i] = parameters.values()[i] != 0;
        }
        return own;
    }
}
