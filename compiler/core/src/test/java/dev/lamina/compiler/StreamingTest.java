package dev.lamina.compiler;

import static dev.lamina.compiler.Closeness.assertSameBits;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.runtime.Parameters;
import dev.lamina.runtime.RecurrentState;
import dev.lamina.runtime.Streaming;
import dev.lamina.runtime.TokenStreaming;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Step by step as whole: the same bits, by one class. */
final class StreamingTest {

    private static final int MODELS = Integer.getInteger("lamina.models", 6);
    private static final int STEPS = 6;
    private static final int SAMPLES = 3;

    private static final String FORECAST =
            "model Forecast { input x: sequence[6, 2]  lstm(5, layers = 2) fc(3) tanh gru(4) last fc(2) }";

    @TestFactory
    Stream<DynamicTest> stepByStepGivesTheBitsOfWholeSequences() {
        return RandomModel.recurrent(MODELS)
                .filter(model -> !model.takesTokens())
                .map(model -> model.withMoreSteps(STEPS - model.steps()))
                .flatMap(model -> Variant.inTurn(model.text()).stream()
                        .map(variant -> DynamicTest.dynamicTest(model + ", " + variant, () -> {
                            LoadedNetwork loaded = variant.load(model.text());
                            if (loaded.model().sequences().whyNotStreaming().isEmpty()) {
                                stepByStep(loaded, model.text());
                            }
                        })));
    }

    /** Windows over steps that read no later step: one reads further back than sequences reach, one reads what another has read. */
    private static final List<String> CONVOLUTIONS = List.of(
            "conv(5, kernel = 3, padding = causal) relu",
            "conv(4, kernel = 3, padding = causal, dilation = 4, groups = 2, bias = false) tanh conv(35, kernel = 2, padding = (1, 0)) last fc(2)",
            "gru(4) depthwise(4, padding = causal, dilation = 3) conv(3, kernel = 1) layernorm",
            "a: fc(17) conv(17, kernel = 3, padding = causal) relu conv(17, kernel = 3, padding = causal, dilation = 2) add(a) lstm(3)");

    @TestFactory
    Stream<DynamicTest> stepByStepGivesTheBitsOfWholeSequencesThroughConvolutions() {
        return CONVOLUTIONS.stream()
                .flatMap(layers -> Variant.fused().stream()
                        .map(variant -> DynamicTest.dynamicTest(layers + ", " + variant, () -> {
                            String text = "model Windows { input x: sequence[6, 4]  " + layers + " }";
                            stepByStep(variant.load(text), text);
                        })));
    }

    @Test
    void manyRandomModelsStream() {
        List<RandomModel> models = RandomModel.recurrent(24).toList();
        long streaming = models.stream()
                .filter(model -> Variant.fused()
                        .get(0)
                        .compile(model.text())
                        .sequences()
                        .whyNotStreaming()
                        .isEmpty())
                .count();
        assertTrue(streaming >= 5, streaming + " of " + models.size());
    }

    /** After each step: what a call for the steps so far gives, output and states. */
    private static void stepByStep(LoadedNetwork loaded, String text) {
        Parameters parameters = loaded.newParameters(1);
        Streaming network = loaded.streaming(parameters, SAMPLES + 1);
        int features = network.inputSize() / STEPS;
        float[] input = numbers(SAMPLES * network.inputSize());
        RecurrentState state = network.newState(SAMPLES);
        System.arraycopy(numbers(state.rows().length), 0, state.rows(), 0, state.rows().length);
        System.arraycopy(state.rows(), 0, network.initialState(), 0, state.rows().length);
        for (int step = 0; step < STEPS; step++) {
            network.length(step + 1);
            float[] whole = new float[SAMPLES * network.outputSize()];
            network.predict(steps(input, 0, step + 1, features), SAMPLES, whole);
            float[] states = Arrays.copyOf(network.finalState(), state.rows().length);
            boolean everyStep = loaded.model().output().kind() == ModelValue.Kind.SEQUENCE;
            ModelValue value = loaded.model().output();
            int outputs = everyStep ? value.sizes().get(1) : value.size();
            float[] output = new float[SAMPLES * outputs];
            network.step(steps(input, step, step + 1, features), state, output);
            String where = text + "\nstep " + step;
            assertSameBits(where, last(whole, outputs), output);
            assertSameBits(where + ", states", states, state.rows());
        }
    }

    @ParameterizedTest
    @EnumSource(Target.class)
    void tokenByTokenGivesTheBitsOfWholeTexts(Target target) {
        LoadedNetwork loaded = new Variant(target, Fusion.ALL, Loader.JANINO)
                .load("model Text { input text: tokens[6] below 9  embedding(5) lstm(7, layers = 2) gru(4) fc(9) }");
        TokenStreaming network = loaded.tokenStreaming(loaded.newParameters(1), SAMPLES);
        int[] text = new Random(3).ints(SAMPLES * STEPS, 0, 9).toArray();
        float[] whole = new float[SAMPLES * STEPS * 9];
        network.predict(text, SAMPLES, whole);
        RecurrentState state = network.newState(SAMPLES);
        for (int step = 0; step < STEPS; step++) {
            int[] tokens = {text[step], text[STEPS + step], text[2 * STEPS + step]};
            float[] output = new float[SAMPLES * 9];
            network.step(tokens, state, output);
            for (int sample = 0; sample < SAMPLES; sample++) {
                int at = (sample * STEPS + step) * 9;
                assertSameBits(
                        "step " + step + " of sample " + sample,
                        Arrays.copyOfRange(whole, at, at + 9),
                        Arrays.copyOfRange(output, sample * 9, sample * 9 + 9));
            }
        }
        assertSameBits("states", network.finalState(), state.rows());
        assertRefused(
                "text[1] is 9, but tokens are below 9",
                () -> network.step(new int[] {0, 9, 1}, state, new float[SAMPLES * 9]));
        assertSameBits("states after what was refused", network.finalState(), state.rows());
    }

    /** Steps of each sample of a batch of whole sequences. */
    private static float[] steps(float[] all, int from, int to, int features) {
        float[] some = new float[SAMPLES * (to - from) * features];
        for (int sample = 0; sample < SAMPLES; sample++) {
            int length = (to - from) * features;
            System.arraycopy(all, (sample * STEPS + from) * features, some, sample * length, length);
        }
        return some;
    }

    /** The last numbers of each sample. */
    private static float[] last(float[] all, int count) {
        float[] last = new float[SAMPLES * count];
        int size = all.length / SAMPLES;
        for (int sample = 0; sample < SAMPLES; sample++) {
            System.arraycopy(all, (sample + 1) * size - count, last, sample * count, count);
        }
        return last;
    }

    private static float[] numbers(int count) {
        Random random = new Random(count);
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) random.nextGaussian();
        }
        return numbers;
    }

    @ParameterizedTest
    @CsvSource({
        "lstm(3) mean, `mean1` is the mean over all steps",
        "'gru(3, bidirectional = true)', `gru1` reads from the end too",
        "rnn(3) softmax, `softmax1` is over all steps together",
        "rnn(3) flatten fc(2), `flatten1` makes one vector of all steps",
        "'conv(2, kernel = 3)', `conv1` gives another number of steps",
        "'gru(3) conv(2, kernel = 2, stride = 2, padding = causal)', `conv1` gives another number of steps",
        "'conv(4, kernel = 3, padding = causal) upsample(2)', `upsample1` gives more steps",
        "'gru(3) conv(2, kernel = 2, padding = same)', `conv1` reads later steps",
        "'gru(3) maxpool(2)', `maxpool1` takes windows of steps",
        "'lstm(2) ends', `ends1` takes the first step and the last",
        "'conv(3, kernel = 1)', no layer carries a state from step to step",
        "fc(3), no layer carries a state from step to step"
    })
    void whatNeedsMoreThanAStepSaysSo(String layers, String why) {
        LoadedNetwork loaded = Variant.fused().get(0).load("model Whole { input x: sequence[4, 2]  " + layers + " }");
        IllegalStateException e =
                assertThrows(IllegalStateException.class, () -> loaded.streaming(loaded.newParameters(1), 1));
        assertEquals("Whole does not stream: " + why, e.getMessage());
        assertFalse(loaded.predictor(loaded.newParameters(1), 1) instanceof Streaming);
    }

    @Test
    void aStateFromAFileGoesOnWithTheSameBits(@TempDir Path folder) {
        LoadedNetwork loaded = Variant.fused().get(0).load(FORECAST);
        Streaming network = loaded.streaming(loaded.newParameters(1), 2);
        RecurrentState state = network.newState(2);
        float[] first = new float[4];
        network.step(numbers(4), state, first);
        Path file = folder.resolve("state.safetensors");
        state.write(file);
        RecurrentState copy = state.copy();
        network.step(numbers(4), state, first);
        RecurrentState restored = network.newState(2);
        restored.read(file);
        assertSameBits("restored", copy.rows(), restored.rows());
        float[] second = new float[4];
        network.step(numbers(4), restored, second);
        assertSameBits("after the file", first, second);
        assertSameBits("states after the file", state.rows(), restored.rows());
    }

    @Test
    void wrongArgumentsAreNamed() {
        LoadedNetwork loaded = Variant.fused().get(0).load(FORECAST);
        Streaming network = loaded.streaming(loaded.newParameters(1), 2);
        assertRefused(
                "this is a state of Forecast with 3 samples of 24 floats, but this object was made for 1 .. 2 samples",
                () -> network.step(new float[6], network.newState(3), new float[6]));
        assertRefused(
                "this is a state of Other with 1 sample of 4 floats, but Forecast needs its own (24 floats a sample),"
                        + " from newState",
                () -> network.step(
                        new float[2],
                        new RecurrentState("Other", 1, new RecurrentState.Part("rnn1.h", 1, 4)),
                        new float[2]));
        assertRefused(
                "x has 3 floats, but 2 samples of 2 need 4",
                () -> network.step(new float[3], network.newState(2), new float[4]));
        assertRefused(
                "output has 3 floats, but 2 samples of 2 need 4",
                () -> network.step(new float[4], network.newState(2), new float[3]));
        assertRefused("the length is 0, but sequences of this model have 1 .. 6 steps", () -> network.length(0));
        assertRefused("the length is 7, but sequences of this model have 1 .. 6 steps", () -> network.length(7));
        network.length(3);
        assertRefused(
                "x has 5 floats, but 1 samples of 6 need 6", () -> network.predict(new float[5], 1, new float[2]));
    }

    @ParameterizedTest
    @EnumSource(Target.class)
    void aReadingThatIsNotFiniteLeavesTheStateAsItWas(Target target) {
        LoadedNetwork loaded = new Variant(target, Fusion.ALL, Loader.JANINO).load(FORECAST);
        Streaming network = loaded.streaming(loaded.newParameters(1), 2);
        RecurrentState state = network.newState(2);
        float[] output = new float[4];
        network.step(numbers(4), state, output);
        float[] before = state.rows().clone();
        float[] reading = {1, 2, 3, Float.NaN};
        assertRefused("x[1, 1] is NaN, but finite numbers are needed", () -> network.step(reading, state, output));
        assertSameBits("state", before, state.rows());
        float[] readings = new float[2 * 12];
        readings[12 + 7] = Float.POSITIVE_INFINITY;
        assertRefused(
                "x[1, 3, 1] is Infinity, but finite numbers are needed", () -> network.predict(readings, 2, output));
        network.lengths(new int[] {6, 3}, 2);
        network.predict(readings, 2, output); // it is padding now
    }

    /** Whatever was wrong with a step, the next one gives what it would have given without it: through windows, recurrent layers and both. */
    @TestFactory
    Stream<DynamicTest> aRefusedStepChangesNothing() {
        return CONVOLUTIONS.stream()
                .flatMap(layers -> Variant.fused().stream()
                        .map(variant -> DynamicTest.dynamicTest(layers + ", " + variant, () -> {
                            String text = "model Windows { input x: sequence[6, 4]  " + layers + " }";
                            refusedSteps(variant.load(text));
                        })));
    }

    private static void refusedSteps(LoadedNetwork loaded) {
        Streaming network = loaded.streaming(loaded.newParameters(1), SAMPLES);
        Streaming attacked = loaded.streaming(network.parameters(), SAMPLES);
        int features = network.inputSize() / STEPS;
        ModelValue value = loaded.model().output();
        int outputs = value.kind() == ModelValue.Kind.SEQUENCE ? value.sizes().get(1) : value.size();
        RecurrentState state = network.newState(SAMPLES);
        RecurrentState other = attacked.newState(SAMPLES);
        Random random = new Random(15);
        for (int step = 0; step < 40; step++) {
            float[] input = numbers(SAMPLES * features);
            float[] expected = new float[SAMPLES * outputs];
            network.step(input, state, expected);
            float[] wrong = input.clone();
            wrong[random.nextInt(wrong.length)] = random.nextBoolean() ? Float.NaN : Float.NEGATIVE_INFINITY;
            float[] output = new float[SAMPLES * outputs];
            for (Runnable call : List.<Runnable>of(
                    () -> attacked.step(wrong, other, output),
                    () -> attacked.step(Arrays.copyOf(input, input.length - 1), other, output),
                    () -> attacked.step(input, other, new float[output.length - 1]),
                    () -> attacked.step(input, attacked.newState(SAMPLES + 1), output))) {
                assertThrows(IllegalArgumentException.class, call::run);
            }
            attacked.predict(
                    numbers(network.inputSize()), 1, new float[network.outputSize()]); // has a state of its own
            attacked.step(input, other, output);
            assertSameBits("step " + step, expected, output);
            assertSameBits("state after step " + step, state.rows(), other.rows());
        }
    }

    private static void assertRefused(String message, Runnable call) {
        assertEquals(
                message, assertThrows(IllegalArgumentException.class, call::run).getMessage());
    }
}
