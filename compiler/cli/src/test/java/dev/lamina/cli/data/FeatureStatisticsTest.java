package dev.lamina.cli.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lamina.compiler.NetworkInput;
import dev.lamina.runtime.Scaling;
import org.junit.jupiter.api.Test;

/** Means and deviations of features, whatever a feature is. */
class FeatureStatisticsTest {

    private static FeatureStatistics ofInputs(Samples samples, int features, int inner) {
        return FeatureStatistics.of(new ScaledPort("x", false, true, 0, features, inner), samples);
    }

    @Test
    void scalesEachElementOfAVectorByItsOwnMeanAndDeviation() {
        Scaling scaling = ofInputs(samples(2, 1, 1000, 3, 3000), 2, 1).standardised();
        assertEquals(Scaling.of(new float[] {2, 2000}, new float[] {1, 1000}), scaling);
    }

    @Test
    void scalesAllPixelsOfAChannelAlike() {
        FeatureStatistics statistics = ofInputs(samples(4, 1, 3, 10, 30, 1, 3, 10, 30), 2, 2);
        assertArrayEquals(new double[] {2, 20}, statistics.mean());
        assertArrayEquals(new double[] {1, 10}, statistics.deviation());
    }

    @Test
    void leavesPaddingAndMissingValuesOut() {
        Samples sequences =
                samples(4, 1, 10, 99, 99, 3, 30, 5, Float.NaN).ofSequences(new Padding(2, new int[] {1, 2}), false);
        FeatureStatistics statistics = ofInputs(sequences, 2, 1);
        assertArrayEquals(new double[] {3, 20}, statistics.mean());
        assertArrayEquals(new float[] {1, 10}, statistics.least());
        assertArrayEquals(new float[] {5, 30}, statistics.most());
    }

    @Test
    void onlyMovesAFeatureWithoutSpread() {
        float tenth = 0.1f;
        Scaling scaling = ofInputs(samples(1, tenth, tenth, tenth), 1, 1).standardised();
        assertEquals(Scaling.of(new float[] {tenth}, new float[] {1}), scaling);
    }

    @Test
    void losesNothingOfASmallSpreadFarFromZero() {
        float[] values = new float[1000];
        for (int i = 0; i < values.length; i++) {
            values[i] = 1e6f + i % 2;
        }
        assertEquals(
                Scaling.of(new float[] {1_000_000.5f}, new float[] {0.5f}),
                ofInputs(samples(1, values), 1, 1).standardised());
    }

    @Test
    void looksAtChosenSamplesOnly() {
        Samples some = samples(1, 1, 100, 3).select(new int[] {2, 0, 1}, 0, 2);
        assertArrayEquals(new double[] {2}, ofInputs(some, 1, 1).mean());
    }

    private static Samples samples(int size, float... inputs) {
        return Samples.labelled(size, NetworkInput.of(inputs), 1, new int[inputs.length / size]);
    }
}
