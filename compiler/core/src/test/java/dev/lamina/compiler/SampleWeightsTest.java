package dev.lamina.compiler;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.lamina.runtime.Classifier;
import dev.lamina.runtime.MultiNetwork;
import dev.lamina.runtime.Parameters;
import dev.lamina.runtime.PortArrays;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What the methods of networks say and do whose losses have weights of samples. */
final class SampleWeightsTest {

    private static final LoadedNetwork WEIGHTED = load("sample_weights = true");
    private static final LoadedNetwork PLAIN = load("");
    private static final int BATCH = 3;
    private static final float[] X = {0.5f, -1, 2, 0.25f, 3, -0.5f};
    private static final int[] LABELS = {2, 0, 1};

    private static LoadedNetwork load(String options) {
        return Variant.fused()
                .get(0)
                .load("model Weighted {\n input x: vector[2]\n fc(3)\n loss cross_entropy(" + options
                        + ")\n train { optimizer sgd(rate = 0.5) }\n}\n");
    }

    private static Classifier trainer(LoadedNetwork loaded) {
        return (Classifier) loaded.trainer(loaded.newParameters(1), loaded.newTrainingState(), BATCH);
    }

    @Test
    void withoutWeightsEachSampleCountsOne() {
        Classifier network = trainer(WEIGHTED);
        float even = network.forward(X, LABELS, BATCH);
        assertEquals(even, network.forward(X, LABELS, new float[] {1, 1, 1}, BATCH));
        assertEquals(trainer(PLAIN).forward(X, LABELS, BATCH), even, 1e-6f);
        network.forward(X, LABELS, new float[] {1, 7, 0}, BATCH);
        assertEquals(even, network.forward(X, LABELS, BATCH), "the weights of an earlier call");
    }

    @Test
    void aWeightOfTwoCountsAsASampleThatIsThereTwice() {
        Classifier twice = (Classifier) PLAIN.trainer(PLAIN.newParameters(1), PLAIN.newTrainingState(), 4);
        Classifier weighted = trainer(WEIGHTED);
        float[] repeated = {0.5f, -1, 2, 0.25f, 3, -0.5f, 2, 0.25f};
        assertEquals(
                twice.trainStep(repeated, new int[] {2, 0, 1, 0}, 4),
                weighted.trainStep(X, LABELS, new float[] {1, 2, 1}, BATCH),
                1e-6f);
        assertArrayEquals(
                twice.parameters().get("fc1.weight"), weighted.parameters().get("fc1.weight"), 1e-6f);
    }

    @Test
    void aBatchThatCountsForNothingChangesNothing() {
        Classifier network = trainer(WEIGHTED);
        Parameters before = WEIGHTED.newParameters(1);
        assertEquals(0, network.trainStep(X, LABELS, new float[BATCH], BATCH));
        assertArrayEquals(before.values(), network.parameters().values());
    }

    @Test
    void wrongWeightsAreNamed() {
        Classifier network = trainer(WEIGHTED);
        assertRefused(
                "sampleWeights[1] is -1.0, but a weight is finite and not negative", network, new float[] {1, -1, 1});
        assertRefused("sampleWeights[2] is NaN, but a weight is finite and not negative", network, new float[] {
            1, 0, Float.NaN
        });
        assertRefused("sampleWeights has 2 floats, but 3 samples of 1 need 3", network, new float[] {1, 1});
        UnsupportedOperationException e = assertThrows(
                UnsupportedOperationException.class,
                () -> trainer(PLAIN).forward(X, LABELS, new float[] {1, 1, 1}, BATCH));
        assertEquals(
                "the loss takes no weights of samples: the model file says `sample_weights = true` where it does",
                e.getMessage());
    }

    private static void assertRefused(String message, Classifier network, float[] weights) {
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> network.trainStep(X, LABELS, weights, BATCH));
        assertEquals(message, e.getMessage());
    }

    @Test
    void eachOutputHasWeightsOfItsOwn() {
        LoadedNetwork loaded = Variant.fused().get(0).load("""
                        model Two {
                            input x: vector[2]
                            output boxes: fc(2)
                            output names: fc(3)
                            loss mse(boxes, sample_weights = true)
                            loss cross_entropy(names, sample_weights = true, weight = 0.5)
                        }
                        """);
        MultiNetwork network = loaded.multiTrainer(loaded.newParameters(1), loaded.newTrainingState(), BATCH);
        PortArrays arrays = network.newArrays();
        arrays.floats("x", X);
        arrays.target("boxes", new float[6]);
        arrays.labels("names", LABELS);
        float even = network.forward(arrays, BATCH);
        double[] losses = new double[BATCH];
        for (int i = 0; i < BATCH; i++) {
            float[] only = new float[BATCH];
            only[i] = 1;
            arrays.sampleWeights("boxes", only);
            losses[i] = network.forward(arrays, BATCH);
            float[] others = new float[BATCH];
            Arrays.fill(others, 1);
            arrays.sampleWeights("boxes", others);
        }
        assertEquals(even, Arrays.stream(losses).average().orElseThrow(), 1e-6);
        arrays.withoutSampleWeights(0);
        arrays.sampleWeights("names", new float[] {0, 0, 4});
        float last = network.forward(arrays, BATCH);
        arrays.sampleWeights("names", new float[] {0, 0, 0.5f});
        assertEquals(last, network.forward(arrays, BATCH), 1e-6f, "the unit of the weights");
        arrays.withoutSampleWeights(1);
        assertEquals(even, network.forward(arrays, BATCH));
    }

    @Test
    void weightsOfAnOutputWhoseLossTakesNoneAreRefusedByItsName() {
        LoadedNetwork loaded = Variant.fused().get(0).load("""
                        model Some {
                            input x: vector[2]
                            output boxes: fc(2)
                            output names: fc(3)
                            output rest: fc(1)
                            loss mse(boxes, sample_weights = true)
                            loss cross_entropy(names)
                        }
                        """);
        Parameters parameters = loaded.newParameters(1);
        MultiNetwork network = loaded.multiTrainer(parameters, loaded.newTrainingState(), BATCH);
        PortArrays arrays = network.newArrays();
        arrays.floats("x", X);
        arrays.target("boxes", new float[6]);
        arrays.labels("names", LABELS);
        arrays.sampleWeights("boxes", new float[] {1, 2, 3});
        network.trainStep(arrays, BATCH);
        float[] before = parameters.values().clone();
        arrays.sampleWeights("names", new float[] {1, 2, 3});
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> network.trainStep(arrays, BATCH));
        assertEquals(
                "the loss of the output names takes no weights of samples: the model file says `sample_weights = true` where it does",
                e.getMessage());
        assertArrayEquals(before, parameters.values());
        arrays.withoutSampleWeights(1);
        network.trainStep(arrays, BATCH);
        e = assertThrows(IllegalArgumentException.class, () -> arrays.sampleWeights("rest", new float[] {1, 2, 3}));
        assertEquals("no loss reads the output rest, so it takes no weights of samples", e.getMessage());
    }
}
