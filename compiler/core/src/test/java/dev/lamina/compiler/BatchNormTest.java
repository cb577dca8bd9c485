package dev.lamina.compiler;

import static dev.lamina.compiler.Closeness.assertClose;
import static dev.lamina.compiler.Closeness.assertSameBits;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.runtime.ElementType;
import dev.lamina.runtime.Parameters;
import dev.lamina.runtime.RecurrentState;
import dev.lamina.runtime.Safetensors;
import dev.lamina.runtime.Streaming;
import dev.lamina.runtime.Tensor;
import dev.lamina.runtime.TensorView;
import dev.lamina.runtime.TrainableNetwork;
import dev.lamina.runtime.TrainingState;
import dev.lamina.runtime.Transform;
import dev.lamina.runtime.WeightsException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What batchnorm keeps from batch to batch, and where it may be found. */
final class BatchNormTest {
    private static final String MEAN = "batchnorm1.running_mean";
    private static final String VARIANCE = "batchnorm1.running_var";
    private static final String BATCHES = "batchnorm1.num_batches_tracked";

    private static final String CLASSIFIER =
            "model Normal { input x: image[2, 5, 5]  conv(3, kernel = 3) batchnorm relu"
                    + " flatten fc(4) batchnorm(momentum = 0.3) fc(3)  loss cross_entropy"
                    + " train { optimizer adamw(rate = 0.1, weight_decay = 0.5) batch 4 } }";

    @TempDir
    private Path folder;

    private static LoadedNetwork load(Target target, String text) {
        return new Variant(target, Fusion.ALL, Loader.JANINO).load(text);
    }

    private static Transform transform(String layers, Parameters[] into, int batch) {
        LoadedNetwork loaded = load(Target.VECTOR, "model Normal { input x: " + layers + " }");
        into[0] = loaded.newParameters(1);
        return (Transform) loaded.trainer(into[0], loaded.newTrainingState(), batch);
    }

    @Test
    void aSingleElementForAFeatureGivesTheBiasAndChangesNoStatistic() {
        Parameters[] made = new Parameters[1];
        Transform network = transform("vector[3] batchnorm", made, 2);
        made[0].set("batchnorm1.bias", new float[] {0.5f, -2, 3});
        float[] before = made[0].values().clone();
        network.forward(new float[] {7, 8, 9}, 1);
        float[] output = new float[3];
        network.output(output);
        assertArrayEquals(new float[] {0.5f, -2, 3}, output);
        assertArrayEquals(before, made[0].values());
        network.backward(new float[] {1, 2, 3});
        assertArrayEquals(new float[3], network.gradients().get("batchnorm1.weight"));
        assertArrayEquals(new float[] {1, 2, 3}, network.gradients().get("batchnorm1.bias"));
        float[] gradient = new float[3];
        network.inputGradient(gradient);
        assertArrayEquals(new float[3], gradient);
    }

    @ParameterizedTest
    @EnumSource(Target.class)
    void aMeanFarFromZeroCostsTheVarianceNoDigits(Target target) {
        LoadedNetwork loaded = load(target, "model Far { input x: image[1, 8, 8]  batchnorm(momentum = 1) }");
        Parameters parameters = loaded.newParameters(1);
        Transform network = (Transform) loaded.trainer(parameters, loaded.newTrainingState(), 16);
        Random random = new Random(3);
        float[] x = new float[16 * 64];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) (1000 + random.nextGaussian());
        }
        network.forward(x, 16);
        double mean = 0;
        for (float each : x) {
            mean += (double) each / x.length;
        }
        double variance = 0;
        for (float each : x) {
            variance += (each - mean) * (each - mean) / (x.length - 1);
        }
        assertClose("mean", new double[] {mean}, parameters.get(MEAN), 1e-7);
        assertClose("variance", new double[] {variance}, parameters.get(VARIANCE), 1e-5);
    }

    @Test
    void predictingReadsTheStatisticsAndChangesNone() {
        LoadedNetwork loaded = load(Target.VECTOR, CLASSIFIER);
        Trial trial = new Trial(loaded, 4, 1);
        trial.step();
        float[] before = trial.parameters().values().clone();
        float[] together = trial.predict(4, 0);
        assertSameBits("a sample alone", Arrays.copyOf(together, 3), trial.predict(1, 0));
        assertArrayEquals(before, trial.parameters().values());
        trial.parameters().set(MEAN, new float[] {5, 5, 5});
        assertFalse(Arrays.equals(together, trial.predict(4, 0)));
    }

    @Test
    void gradientsAndMomentsAreThoseOfTrainedParametersAlone() {
        LoadedNetwork loaded = load(Target.VECTOR, CLASSIFIER);
        Trial trial = new Trial(loaded, 4, 1);
        Parameters parameters = trial.parameters();
        List<String> untrained = new ArrayList<>();
        for (TensorView view : parameters.views()) {
            if (!view.isTrained()) {
                untrained.add(view.name());
            }
        }
        assertEquals(
                List.of(
                        MEAN,
                        VARIANCE,
                        BATCHES,
                        "batchnorm2.running_mean",
                        "batchnorm2.running_var",
                        "batchnorm2.num_batches_tracked"),
                untrained);
        Parameters gradients = trial.network().gradients();
        assertEquals(parameters.views().size() - 6, gradients.views().size());
        assertEquals(parameters.trainedFloats(), gradients.values().length);
        assertEquals(parameters.trainedFloats(), trial.network().state().first().length);
        assertEquals(parameters.values().length - 6 * 16, parameters.trainedFloats());
        assertThrows(IllegalArgumentException.class, () -> gradients.get(MEAN));
    }

    /** The optimizer of the model decays weights by half a step each time. */
    @Test
    void theOptimizerLeavesTheStatisticsAlone() {
        Trial trial = new Trial(load(Target.VECTOR, CLASSIFIER), 4, 1);
        trial.pass(false);
        float[] statistics = statistics(trial.parameters());
        float[] weight = trial.parameters().get("fc1.weight");
        trial.network().update();
        assertArrayEquals(statistics, statistics(trial.parameters()));
        assertFalse(Arrays.equals(weight, trial.parameters().get("fc1.weight")));
    }

    private static float[] statistics(Parameters parameters) {
        return Arrays.copyOfRange(parameters.values(), parameters.trainedFloats(), parameters.values().length);
    }

    @Test
    void aFileHoldsStatisticsAsPyTorchDoes() {
        Trial trial = new Trial(load(Target.VECTOR, CLASSIFIER), 4, 1);
        trial.step();
        trial.step();
        Path file = folder.resolve("weights.safetensors");
        trial.parameters().write(file);
        Map<String, Tensor> tensors = Safetensors.read(file);
        Tensor batches = Objects.requireNonNull(tensors.get(BATCHES));
        assertEquals(ElementType.I64, batches.type());
        assertArrayEquals(new int[0], batches.shape());
        assertArrayEquals(new long[] {2}, batches.longs());
        float[] mean = Objects.requireNonNull(tensors.get(MEAN)).floats();
        assertArrayEquals(trial.parameters().get(MEAN), mean);
        Parameters read = load(Target.SCALAR, CLASSIFIER).newParameters(9);
        read.read(file);
        assertArrayEquals(trial.parameters().values(), read.values());
    }

    @Test
    void aFileMayLackTheNumberOfBatchesAndNoOtherStatistic() {
        LoadedNetwork loaded = load(Target.VECTOR, CLASSIFIER);
        Trial trial = new Trial(loaded, 4, 1);
        trial.step();
        Path file = folder.resolve("weights.safetensors");
        trial.parameters().write(file);
        List<Tensor> old = new ArrayList<>(Safetensors.read(file).values());
        old.removeIf(tensor -> tensor.name().equals(BATCHES));
        Safetensors.write(file, old);
        trial.parameters().read(file);
        assertArrayEquals(new float[] {0}, trial.parameters().get(BATCHES));
        assertArrayEquals(new float[] {1}, trial.parameters().get("batchnorm2.num_batches_tracked"));
        old.removeIf(tensor -> tensor.name().equals(VARIANCE));
        Safetensors.write(file, old);
        WeightsException e =
                assertThrows(WeightsException.class, () -> trial.parameters().read(file));
        assertTrue(e.getMessage().contains("tensor `" + VARIANCE + "` [3] is missing"), e.getMessage());
    }

    @ParameterizedTest
    @EnumSource(Target.class)
    void aResumedRunHasTheBitsOfOneWithoutABreak(Target target) {
        LoadedNetwork loaded = load(target, CLASSIFIER);
        Trial whole = new Trial(loaded, 4, 1);
        whole.step();
        TrainingState state = whole.network().state();
        state.keepBest(whole.parameters());
        float[] best = whole.parameters().values().clone();
        whole.step();
        Path file = folder.resolve("state.safetensors");
        state.write(file, whole.parameters());
        Trial resumed = new Trial(loaded, 4, 1);
        resumed.network().state().read(file, resumed.parameters());
        for (int step = 0; step < 3; step++) {
            assertEquals(whole.step(), resumed.step());
        }
        assertArrayEquals(whole.parameters().values(), resumed.parameters().values());
        assertArrayEquals(new float[] {5}, resumed.parameters().get(BATCHES));
        resumed.network().state().restoreBest(resumed.parameters());
        assertArrayEquals(best, resumed.parameters().values());
    }

    @Test
    void predictingNormalisesInTheProductBeforeIt() {
        String explained = String.join(
                "\n",
                new Variant(Target.VECTOR, Fusion.ALL, Loader.JANINO)
                        .compile(CLASSIFIER)
                        .explanation());
        assertTrue(explained.contains("batchnorm of batchnorm1 into conv of conv1"), explained);
        assertTrue(explained.contains("batchnorm of batchnorm2 into fc of fc1"), explained);
    }

    @Test
    void stepsOfAStreamHaveTheBitsOfTheWholeSequence() {
        LoadedNetwork loaded =
                load(Target.VECTOR, "model Flow { input x: sequence[4, 3]  batchnorm gru(5) batchnorm fc(2) scale }");
        Parameters parameters = loaded.newParameters(1);
        TrainableNetwork network = loaded.trainer(parameters, loaded.newTrainingState(), 2);
        float[] x = new float[24];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) Math.sin(i);
        }
        ((Transform) network).forward(x, 2);
        Streaming streaming = loaded.streaming(parameters, 1);
        float[] whole = new float[8];
        streaming.predict(x, 1, whole);
        RecurrentState state = streaming.newState(1);
        float[] output = new float[2];
        for (int step = 0; step < 4; step++) {
            streaming.step(Arrays.copyOfRange(x, 3 * step, 3 * step + 3), state, output);
            assertSameBits("step " + step, Arrays.copyOfRange(whole, 2 * step, 2 * step + 2), output);
        }
    }
}
