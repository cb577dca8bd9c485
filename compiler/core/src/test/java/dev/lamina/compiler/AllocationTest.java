package dev.lamina.compiler;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;
import dev.lamina.runtime.BinaryPredictor;
import dev.lamina.runtime.Classifier;
import dev.lamina.runtime.Network;
import dev.lamina.runtime.Parameters;
import dev.lamina.runtime.Preprocessing;
import dev.lamina.runtime.RateSchedule;
import dev.lamina.runtime.RecurrentState;
import dev.lamina.runtime.Scaling;
import dev.lamina.runtime.Streaming;
import dev.lamina.runtime.TrainingControl;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** No call of a loaded class allocates. */
final class AllocationTest {

    private static final int[] LABELS = {2, -1};

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** Generous: what matters is that the count comes to 0 at all. */
    private static final long PATIENCE_NANOS = 180_000_000_000L;

    @ParameterizedTest
    @EnumSource(Target.class)
    void trainingStepsAllocateNothing(Target target) throws Exception {
        Trial trial = digits(target);
        assertComesToAllocateNothing(trial::step, 100);
    }

    @ParameterizedTest
    @EnumSource(Target.class)
    void trainingStepsWithBatchNormAllocateNothing(Target target) {
        String text =
                "model Normal { input x: image[3, 6, 6]  conv(20, kernel = 3) batchnorm relu flatten fc(8) batchnorm"
                        + " scale fc(3)  loss cross_entropy }";
        Trial trial = new Trial(new Variant(target, Fusion.ALL, Loader.JANINO).load(text), 8, 1);
        assertComesToAllocateNothing(trial::step, 100);
    }

    @ParameterizedTest
    @EnumSource(Target.class)
    void controlledTrainingStepsAllocateNothing(Target target) {
        String text =
                "model Tuned { input x: vector[30]  low: fc(40) relu mid: fc(30) relu high: fc(3)  loss cross_entropy"
                        + " train { optimizer rmsprop(momentum = 0.9) schedule cosine(warmup = 2) clip norm = 1 freeze low"
                        + " rate = 0.1 for high } }";
        Trial trial = new Trial(new Variant(target, Fusion.ALL, Loader.JANINO).load(text), 8, 1);
        TrainingControl control = new TrainingControl(
                trial.network().state(), RateSchedule.cosine(2, 0), TrainingControl.NEVER, 10, 1_000_000);
        assertComesToAllocateNothing(
                () -> {
                    control.beforeStep();
                    trial.step();
                },
                100);
    }

    @ParameterizedTest
    @EnumSource(Target.class)
    void predictionsAllocateNothing(Target target) throws Exception {
        Trial trial = digits(target);
        Network network = trial.network();
        float[] output = new float[trial.batch() * network.outputSize()];
        assertComesToAllocateNothing(() -> trial.input().predict(network, 1, output), 500);
    }

    @ParameterizedTest
    @EnumSource(Target.class)
    void probabilitiesAndStepsOfAWeightedLossAllocateNothing(Target target) {
        Variant variant = new Variant(target, Fusion.ALL, Loader.JANINO);
        LoadedNetwork yesOrNo = variant.load("model Labels { input x: vector[6]  fc(4)  loss binary_cross_entropy }");
        BinaryPredictor labels = (BinaryPredictor) yesOrNo.predictor(yesOrNo.newParameters(1), 2);
        float[] x = new float[12];
        float[] probabilities = new float[8];
        assertComesToAllocateNothing(() -> labels.probabilities(x, 2, probabilities), 500);
        String text =
                "model Counted { input x: vector[6]  fc(3)  loss cross_entropy(weights = balanced, ignore = -1) }";
        LoadedNetwork loaded = variant.load(text);
        Parameters parameters = loaded.newParameters(1);
        parameters.preprocessing(Preprocessing.NONE.withClassWeights(List.of(1f, 2f, 0.5f)));
        Classifier network = (Classifier) loaded.trainer(parameters, loaded.newTrainingState(), 2);
        assertComesToAllocateNothing(() -> network.trainStep(x, LABELS, 2), 100);
    }

    @ParameterizedTest
    @EnumSource(Target.class)
    void stepsOfAStreamAllocateNothing(Target target) {
        String text = "model Stream { input x: sequence[9, 5]  lstm(20, layers = 2) gru(17) fc(3) }";
        LoadedNetwork loaded = new Variant(target, Fusion.ALL, Loader.JANINO).load(text);
        Streaming network = loaded.streaming(loaded.newParameters(1), 2);
        RecurrentState state = network.newState(2);
        float[] input = new float[10];
        float[] output = new float[6];
        assertComesToAllocateNothing(() -> network.step(input, state, output), 500);
    }

    @ParameterizedTest
    @EnumSource(Target.class)
    void callsWithSeveralInputsAndOutputsAllocateNothing(Target target) {
        String text = "model Several { input a: vector[30] input b: vector[20]  from a left: fc(20) from b fc(20)"
                + " add(left) output x: fc(4) output y: fc(3) loss cross_entropy(x) loss mse(y) }";
        Trial trial = new Trial(new Variant(target, Fusion.ALL, Loader.JANINO).load(text), 8, 1);
        trial.network()
                .parameters()
                .preprocessing(Preprocessing.NONE
                        .withInput("a", Scaling.of(new float[30], filled(30, 3)))
                        .withTarget("y", Scaling.dividedBy(2)));
        float[][] outputs = {new float[32], new float[24]};
        assertComesToAllocateNothing(
                () -> {
                    trial.step();
                    NetworkBatch.output(trial.network(), 1, outputs[1]);
                    trial.data().predict(trial.network(), 8, outputs);
                },
                200);
    }

    @ParameterizedTest
    @EnumSource(Target.class)
    void labelsAndProbabilitiesOfScaledInputsAllocateNothing(Target target) {
        String text = "model Rows { input x: vector[30]  fc(20) relu fc(4) loss cross_entropy }";
        LoadedNetwork loaded = new Variant(target, Fusion.ALL, Loader.JANINO).load(text);
        Parameters parameters = loaded.newParameters(1);
        parameters.preprocessing(Preprocessing.NONE.withInput(Scaling.of(new float[30], filled(30, 3))));
        Classifier network = loaded.classifier(parameters, 2);
        float[] input = new float[60];
        float[] output = new float[8];
        assertComesToAllocateNothing(
                () -> {
                    network.probabilities(input, 2, output);
                    network.label(input);
                },
                500);
    }

    private static float[] filled(int length, float value) {
        float[] array = new float[length];
        Arrays.fill(array, value);
        return array;
    }

    /** Before the just-in-time compiler has seen it, vector code makes objects of its vectors; plain code never may. */
    @Test
    void theScalarTargetAllocatesNothingFromTheSecondCallOn() throws Exception {
        Trial trial = digits(Target.SCALAR);
        trial.step();
        allocated(trial::step, 1);
        assertEquals(0, allocated(trial::step, 3));
    }

    private static Trial digits(Target target) throws Exception {
        String text = Files.readString(Path.of("..", "..", "examples", "digits", "digits.lamina"));
        LoadedNetwork loaded = new Variant(target, Fusion.ALL, Loader.JANINO).load(text);
        return new Trial(loaded, 8, 1);
    }

    /** The compiler may still change its mind after a block without an allocation, so several in a row are wanted. */
    private static void assertComesToAllocateNothing(Runnable call, int calls) {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        long bytes = 0;
        int quiet = 0;
        while (quiet < 4 && System.nanoTime() < deadline) {
            bytes = allocated(call, calls);
            quiet = bytes == 0 ? quiet + 1 : 0;
        }
        assertEquals(
                4,
                quiet,
                "blocks without an allocation; the last allocated " + bytes + " bytes in " + calls + " calls");
    }

    private static long allocated(Runnable call, int calls) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < calls; i++) {
            call.run();
        }
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }
}
