package dev.lamina.compiler;

import static dev.lamina.compiler.Closeness.assertSameBits;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.runtime.SharedCalls;
import dev.lamina.runtime.TensorView;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Frozen layers, rates of layers and clipped gradients of all kinds of layers: who changes, and that nothing else does. */
final class FrozenLayersTest {
    private static final int BATCH = 4;
    private static final Variant USUAL = new Variant(Target.VECTOR, Fusion.ALL, Loader.JANINO);

    /** `kept` is the layer that a test freezes. */
    private static final List<String> MODELS = List.of(
            "input x: vector[6]  first: fc(8) relu  kept: fc(7) tanh  last: fc(3)",
            "input x: vector[6]  kept: fc(8) relu  batchnorm  last: fc(3)",
            "input x: vector[6]  first: fc(8)  kept: batchnorm  relu  last: fc(3)",
            "input x: vector[6]  first: fc(8)  kept: scale  relu  last: fc(3)",
            "input x: image[2, 8, 8]  first: conv(5, kernel = 3)  relu  kept: conv(4, kernel = 3)  relu  flatten  fc(3)",
            "input x: image[2, 8, 8]  kept: depthwise(3)  relu  flatten  last: fc(3)",
            "input x: image[2, 8, 8]  first: conv(4, kernel = 3)  kept: residual { conv(4, kernel = 3, padding = 1)"
                    + " batchnorm relu }  flatten  fc(3)",
            "input x: sequence[5, 4]  first: fc(6)  kept: lstm(5, layers = 2)  last  fc(3)",
            "input x: sequence[5, 4]  kept: gru(5, bidirectional = true)  mean  fc(3)",
            "input x: sequence[5, 4]  first: rnn(6)  kept: repeat 2 { rnn(6) }  last  fc(3)",
            "input x: tokens[5] below 9  kept: embedding(6)  gru(5)  last  fc(3)",
            "input x: sequence[5, 4]  first: fc(6)  kept: residual { layernorm  attention(heads = 2) }  mean  fc(3)",
            "input x: sequence[9, 4]  first: conv(6, kernel = 3)  kept: conv(5, kernel = 3)  relu  mean  fc(3)",
            "input x: tokens[5] below 9  first: embedding(6)  kept: positions  layernorm  mean  fc(3)");

    private static String text(String layers, String settings) {
        return "model Frozen { " + layers
                + " loss cross_entropy train { optimizer adamw(rate = 0.01, weight_decay = 0.1) " + settings + " } }";
    }

    @Execution(ExecutionMode.CONCURRENT)
    @TestFactory
    Stream<DynamicTest> onlyTheOthersChangeAndHaveTheBitsThatTheyHadWithoutIt() {
        return MODELS.stream()
                .map(model -> DynamicTest.dynamicTest(model, () -> {
                    for (Variant variant : Variant.inTurn(model)) {
                        Trial frozen = new Trial(variant.load(text(model, "freeze kept")), BATCH, 1);
                        Trial whole = new Trial(variant.load(text(model, "")), BATCH, 1);
                        List<float[]> before = values(frozen);
                        assertEquals(whole.step(), frozen.step());
                        for (int i = 0; i < before.size(); i++) {
                            String name = frozen.parameters().views().get(i).name();
                            float[] after = frozen.parameters().get(name);
                            boolean statistic = name.endsWith("running_mean")
                                    || name.endsWith("running_var")
                                    || name.endsWith("num_batches_tracked");
                            if (name.startsWith("kept.") && !statistic) {
                                assertSameBits(name, before.get(i), after);
                            } else {
                                assertSameBits(name, whole.parameters().get(name), after);
                                assertFalse(Arrays.equals(before.get(i), after), name);
                            }
                        }
                    }
                }));
    }

    private static List<float[]> values(Trial trial) {
        return trial.parameters().views().stream()
                .map(view -> trial.parameters().get(view.name()))
                .toList();
    }

    @Execution(ExecutionMode.CONCURRENT)
    @TestFactory
    Stream<DynamicTest> frozenParametersHaveNeitherGradientsNorMoments() {
        return MODELS.stream()
                .map(model -> DynamicTest.dynamicTest(model, () -> {
                    Trial trial = new Trial(USUAL.load(text(model, "freeze kept")), BATCH, 1);
                    List<String> names = trial.network().gradients().views().stream()
                            .map(TensorView::name)
                            .toList();
                    assertFalse(names.isEmpty());
                    assertTrue(names.stream().noneMatch(name -> name.startsWith("kept.")), names::toString);
                    assertEquals(
                            trial.parameters().trainedFloats(),
                            trial.network().state().first().length);
                }));
    }

    @Test
    void nothingIsComputedForFrozenLayersBeforeAllOthers() {
        String layers = "input x: vector[6]  one: fc(8) relu  two: fc(7) relu  three: fc(3)";
        Set<String> methods = USUAL.compile(text(layers, "freeze one, two"), false).steps().stream()
                .map(LayerStep::method)
                .filter(name -> name.startsWith("backward"))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(Set.of("backwardLoss", "backwardThree"), methods);
    }

    @Execution(ExecutionMode.CONCURRENT)
    @TestFactory
    Stream<DynamicTest> ratesAndClippedNormsHaveTheSameBitsOnAllTargetsAndThreads() {
        return MODELS.stream()
                .map(model -> DynamicTest.dynamicTest(model, () -> {
                    String text = text(model, "rate = 0.1 for kept  clip norm = 0.05");
                    Results expected = new Trial(USUAL.load(text), BATCH, 1).everything(3);
                    for (Variant variant : Variant.inTurn(model)) {
                        LoadedNetwork loaded = variant.load(text);
                        assertSameBits("" + variant, expected, new Trial(loaded, BATCH, 1).everything(3));
                        for (int threads = 2; threads <= 3; threads++) {
                            Trial shared = new Trial(loaded, BATCH, 1);
                            SharedCalls.always(shared.network(), threads);
                            assertSameBits(variant + ", " + threads + " threads", expected, shared.everything(3));
                            shared.network().threads(1);
                        }
                    }
                }));
    }

    /** Padding between parameters would count if it were not zero. */
    @Execution(ExecutionMode.CONCURRENT)
    @TestFactory
    Stream<DynamicTest> theNormIsThatOfTheGradientsWithoutTheirPadding() {
        return RandomModel.some(60).stream()
                .filter(model -> model.text().contains("loss"))
                .map(model -> DynamicTest.dynamicTest("" + model, () -> {
                    Trial trial = new Trial(USUAL.load(model.text()), model.batch(), model.seed());
                    trial.step();
                    double sum = 0;
                    for (TensorView view : trial.network().gradients().views()) {
                        for (float each : trial.network().gradients().get(view.name())) {
                            sum += (double) each * each;
                        }
                    }
                    assertEquals(Math.sqrt(sum), trial.network().gradientNorm(), 1e-9 * Math.sqrt(sum), model.text());
                }));
    }

    @Test
    void aNormWhoseSquareIsNoFloatIsClippedToo() {
        String text = "model Large { input x: vector[2]  fc(1, bias = false)  loss mse"
                + " train { optimizer sgd(rate = 1) clip norm = 1 } }";
        Trial trial = new Trial(USUAL.load(text), 1, 1);
        trial.network().gradients().set("fc1.weight", new float[] {3e30f, 4e30f});
        trial.network().parameters().set("fc1.weight", new float[2]);
        trial.network().update();
        assertArrayEquals(new float[] {-0.6f, -0.8f}, trial.parameters().get("fc1.weight"), 1e-6f);
    }
}
