package dev.lamina.compiler;

import static dev.lamina.compiler.Closeness.assertSameBits;

import dev.lamina.compiler.layer.Layers;
import dev.lamina.compiler.schedule.SplitKernels;
import dev.lamina.runtime.RecurrentState;
import dev.lamina.runtime.SharedCalls;
import dev.lamina.runtime.Streaming;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Any number of threads gives the same bits, tried on random models, all of whose kernels are split. */
@Isolated("while it runs, schedules are others than usual")
final class ThreadLawsTest {
    private static final int BRANCHING = 40;

    @BeforeAll
    static void splitEverything() {
        SplitKernels.everything(true);
    }

    @AfterAll
    static void splitAsUsual() {
        SplitKernels.everything(false);
    }

    @TestFactory
    Stream<DynamicTest> anyNumberOfThreadsGivesTheSameBits() {
        return RandomModel.some(Layers.ALL.size()).stream()
                .map(model -> DynamicTest.dynamicTest("" + model, () -> compareBothTargets(model)));
    }

    @TestFactory
    Stream<DynamicTest> anyNumberOfThreadsGivesTheSameBitsOfRowsAndAttention() {
        return RowModels.ALL.stream()
                .map(model -> DynamicTest.dynamicTest("" + model, () -> compareBothTargets(model)));
    }

    @TestFactory
    Stream<DynamicTest> anyNumberOfThreadsGivesTheSameBitsOfBranchingModels() {
        return LongStream.rangeClosed(1, BRANCHING)
                .mapToObj(RandomBranches::of)
                .map(model -> DynamicTest.dynamicTest("" + model, () -> compareBothTargets(model)));
    }

    private static void compareBothTargets(RandomModel model) {
        for (Target target : Target.values()) {
            try {
                compare(model.text(), target, model.batch(), model.seed());
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError(model + ": " + e.getMessage() + "\n" + model.text(), e);
            }
        }
    }

    /** With few samples, threads share each of them; with more than half as many as threads, each thread has its own. */
    private static void compare(String model, Target target, int most, long seed) {
        LoadedNetwork loaded = new Variant(target, Fusion.ALL, Loader.JANINO).load(model);
        for (int batch : new int[] {1, 2, most}) {
            Results alone = new Trial(loaded, batch, seed).everything(2);
            for (int threads = 2; threads <= 3; threads++) {
                Trial shared = new Trial(loaded, batch, seed);
                SharedCalls.always(shared.network(), threads);
                assertSameBits(target + ", " + threads + " threads, batch of " + batch, alone, shared.everything(2));
                shared.network().threads(1);
            }
        }
    }

    /** Kernels of this size are split without any help. */
    @ParameterizedTest
    @EnumSource(Target.class)
    void anyNumberOfThreadsGivesTheSameBitsOfLargerModels(Target target) {
        splitAsUsual();
        try {
            compare(
                    "model Image { input x: image[3, 20, 20]  conv(40, kernel = 3, padding = 1) batchnorm relu maxpool(2)"
                            + " conv(70, kernel = 3, stride = 2) relu flatten dropout(0.3) fc(90) tanh fc(10)"
                            + " loss cross_entropy train { optimizer adam(rate = 0.01) } }",
                    target,
                    9,
                    1);
            compare(
                    "model Steps { input x: sequence[40, 20]  conv(70, kernel = 3, padding = causal) relu"
                            + " conv(64, kernel = 4, stride = 2, padding = 1) relu conv_transpose(40, kernel = 3, stride = 2) relu"
                            + " maxpool(2, ceil = true) upsample(2, mode = linear) pad(2) mean fc(10) loss cross_entropy }",
                    target,
                    9,
                    3);
            compare(
                    "model Sequence { input x: sequence[5, 40]  lstm(70) gru(65) rnn(66, bidirectional = true) mean fc(3)"
                            + " loss cross_entropy }",
                    target,
                    7,
                    2);
        } finally {
            splitEverything();
        }
    }

    @Test
    void stepsOfAStreamHaveTheSameBits() {
        String text = "model Stream { input x: sequence[9, 5]  lstm(20, layers = 2) gru(17) fc(3) }";
        LoadedNetwork loaded = new Variant(Target.VECTOR, Fusion.ALL, Loader.JANINO).load(text);
        for (int samples = 1; samples <= 3; samples++) {
            float[] alone = steps(loaded, samples, 1);
            for (int threads = 2; threads <= 3; threads++) {
                assertSameBits(threads + " threads", alone, steps(loaded, samples, threads));
            }
        }
    }

    private static float[] steps(LoadedNetwork loaded, int samples, int threads) {
        Streaming network = loaded.streaming(loaded.newParameters(1), samples);
        SharedCalls.always(network, threads);
        RecurrentState state = network.newState(samples);
        float[] input = new float[5 * samples];
        float[] output = new float[3 * samples];
        for (int step = 0; step < 4; step++) {
            for (int i = 0; i < input.length; i++) {
                input[i] = (float) Math.sin(step * 7 + i);
            }
            network.step(input, state, output);
        }
        network.threads(1);
        return output;
    }
}
