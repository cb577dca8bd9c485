package dev.lamina.compiler;

import static dev.lamina.compiler.Closeness.assertSameBits;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.lamina.runtime.SequenceNetwork;
import dev.lamina.runtime.Transform;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What holds for sequences shorter than the model says, tried on recurrent models made of seeds. */
final class LengthLawsTest {

    private static final int MODELS = Integer.getInteger("lamina.models", 6);

    /** Windows over steps, behind a layer whose memory holds an initial state before the first step, and before one. */
    private static final List<String> WINDOWS = List.of(
            "gru(4) conv(5, kernel = 3, padding = causal, dilation = 2) relu rnn(3)",
            "conv(18, kernel = 4, padding = same) tanh conv(6, kernel = 2, padding = (1, 0), groups = 2) lstm(4) mean fc(2)",
            "rnn(6, bidirectional = true) depthwise(3, padding = 1) conv(3, kernel = 5, padding = (1, 3), bias = false) loss mse",
            "lstm(3, bidirectional = true) ends fc(3) loss cross_entropy",
            "gru(8) slice(2, 5) conv(4, kernel = 3, padding = causal) max fc(3) loss cross_entropy",
            "gru(4) conv(5, kernel = 3, stride = 2, padding = 1) relu lstm(3) last fc(2) loss cross_entropy",
            "rnn(17) conv(3, kernel = 2) maxpool(2, stride = 1) gru(3, bidirectional = true) mean fc(2) loss mse",
            "conv(6, kernel = 3, padding = causal, stride = 3, dilation = 2, groups = 3) lstm(2) mean",
            "gru(3) depthwise(3, padding = (2, 1)) avgpool(3, stride = 2, padding = 1, count_padding = false) attention(1) max",
            "lstm(3) maxpool(3, stride = 2, padding = 1) tanh avgpool(2, stride = 1, padding = 1) rnn(2) last fc(3)");

    private static Stream<RandomModel> models() {
        Stream<RandomModel> windows = IntStream.range(0, WINDOWS.size())
                .mapToObj(i -> new RandomModel(
                        i + 1, "model Windows {\n    input x: sequence[4, 3]\n    " + WINDOWS.get(i) + "\n}\n", "", 4));
        return Stream.of(RandomModel.recurrent(MODELS), RowModels.ALL.stream(), windows)
                .flatMap(each -> each);
    }

    @Execution(ExecutionMode.CONCURRENT)
    @TestFactory
    Stream<DynamicTest> fewerStepsGiveTheBitsOfAModelOfThatManySteps() {
        return models().filter(model -> !model.text().contains("positions")) // its parameter has a line for each step
                .flatMap(model -> Variant.inTurn(model.text()).stream()
                        .map(variant -> DynamicTest.dynamicTest(
                                model + ", " + variant, () -> shorter(model, variant, 1 + (int) (model.seed() % 4)))));
    }

    private static void shorter(RandomModel model, Variant variant, int more) {
        Trial exact = new Trial(variant.load(model.text()), model.batch(), model.seed());
        LoadedNetwork roomy = variant.load(model.withMoreSteps(more).text());
        Trial shorter = new Trial(roomy, exact, model.seed(), model.steps());
        assertSameBits(model.text() + " with room for more steps", exact.everything(2), shorter.everything(2));
    }

    @Execution(ExecutionMode.CONCURRENT)
    @TestFactory
    Stream<DynamicTest> eachSampleHasTheBitsThatItHasAlone() {
        return withPadding(Padded::eachSampleIsAsItIsAlone);
    }

    @Execution(ExecutionMode.CONCURRENT)
    @TestFactory
    Stream<DynamicTest> aLossOverPaddingIsThatOfTheSampleWithoutIt() {
        return withPadding(Padded::lossesAreAsWithoutPadding);
    }

    private static Stream<DynamicTest> withPadding(Consumer<Padded> law) {
        return models().filter(model -> !model.takesTokens() && !model.mixesSamples())
                .map(model -> model.withMoreSteps(1 + (int) (model.seed() % 4)))
                .flatMap(model -> Variant.inTurn(model.text()).stream()
                        .map(variant -> DynamicTest.dynamicTest(model + ", " + variant, () -> {
                            try {
                                law.accept(new Padded(variant.load(model.text()), model));
                            } catch (AssertionError e) {
                                throw new AssertionError(e.getMessage() + "\n" + model.text(), e);
                            }
                        })));
    }

    @Test
    void wrongLengthsAreNamed() {
        LoadedNetwork loaded = Variant.fused().get(0).load("model Gait { input x: sequence[5, 2]  gru(3) mean fc(2) }");
        Transform network = (Transform) loaded.trainer(loaded.newParameters(1), loaded.newTrainingState(), 4);
        SequenceNetwork sequences = (SequenceNetwork) network;
        assertRefused("the length is 6, but sequences of this model have 1 .. 5 steps", () -> sequences.length(6));
        sequences.length(4);
        assertRefused(
                "lengths[1] is 5, but samples have 1 .. 4 steps here", () -> sequences.lengths(new int[] {4, 5}, 2));
        assertRefused(
                "lengths[0] is 0, but samples have 1 .. 4 steps here", () -> sequences.lengths(new int[] {0, 1}, 2));
        assertRefused("there are 2 lengths for 3 samples", () -> sequences.lengths(new int[] {1, 2}, 3));
        assertRefused(
                "the batch is 5, but this object was made for 1 .. 4 samples", () -> sequences.lengths(new int[5], 5));
        sequences.lengths(new int[] {1, 4, 2}, 3);
        assertRefused(
                "lengths were given for 3 samples, but the batch is 2; length(4) makes all samples as long again",
                () -> network.forward(new float[2 * 8], 2));
        network.forward(new float[3 * 8], 3);
        sequences.length(4);
        IllegalStateException e = assertThrows(IllegalStateException.class, () -> network.backward(new float[3 * 2]));
        assertEquals("backward needs a forward pass before it, and its values serve only once", e.getMessage());
        network.forward(new float[2 * 8], 2);
    }

    @Test
    void aSampleHasSoManyStepsThatEveryLayerGivesOne() {
        LoadedNetwork loaded = Variant.fused()
                .get(0)
                .load("model Gait { input x: sequence[9, 2]  conv(3, kernel = 3) maxpool(2) mean fc(2) }");
        assertEquals(4, loaded.model().sequences().leastSteps());
        Transform network = (Transform) loaded.trainer(loaded.newParameters(1), loaded.newTrainingState(), 4);
        SequenceNetwork sequences = (SequenceNetwork) network;
        assertRefused("the length is 3, but sequences of this model have 4 .. 9 steps", () -> sequences.length(3));
        assertRefused(
                "lengths[1] is 3, but samples have 4 .. 9 steps here", () -> sequences.lengths(new int[] {4, 3}, 2));
    }

    private static void assertRefused(String message, Runnable call) {
        assertEquals(
                message, assertThrows(IllegalArgumentException.class, call::run).getMessage());
    }
}
