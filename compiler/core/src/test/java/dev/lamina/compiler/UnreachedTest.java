package dev.lamina.compiler;

import static dev.lamina.compiler.Closeness.assertSameBits;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.runtime.Parameters;
import dev.lamina.runtime.Recurrent;
import dev.lamina.runtime.TensorView;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Layers that no loss depends on: they are saved and predict, and the optimizer leaves them alone, as PyTorch leaves a gradient of None. */
final class UnreachedTest {
    private static final Variant USUAL = new Variant(Target.VECTOR, Fusion.ALL, Loader.JANINO);
    private static final int BATCH = 4;

    /** `side` and what follows it are predicted only; nobody reads `idle`. The layers behind them in the file are trained. */
    private static final String SIDE = """
            model Side {
                input x: vector[6]
                trunk: fc(8)
                side: fc(5)
                norm: batchnorm
                output code: fc(2)
                from trunk
                idle: fc(3)
                from trunk
                relu
                output scores: fc(3)
                loss cross_entropy(scores)
                train { optimizer OPTIMIZER }
            }
            """;

    private static final List<String> UNREACHED = List.of(
            "side.weight",
            "side.bias",
            "norm.weight",
            "norm.bias",
            "code.weight",
            "code.bias",
            "idle.weight",
            "idle.bias");

    @TestFactory
    Stream<DynamicTest> theOptimizerLeavesThemAlone() {
        return Stream.of(
                        "sgd(rate = 0.1, weight_decay = 0.1)",
                        "sgd(rate = 0.1, momentum = 0.9, weight_decay = 0.1)",
                        "adam(rate = 0.1, weight_decay = 0.1)",
                        "adamw(rate = 0.1)")
                .map(optimizer -> DynamicTest.dynamicTest(optimizer, () -> {
                    for (Variant variant : Variant.fused()) {
                        leavesThemAlone(variant.load(SIDE.replace("OPTIMIZER", optimizer)));
                    }
                }));
    }

    private static void leavesThemAlone(LoadedNetwork loaded) {
        Trial trial = new Trial(loaded, BATCH, 1);
        Parameters parameters = trial.parameters();
        List<float[]> before = values(parameters);
        trial.step();
        trial.step();
        List<float[]> after = values(parameters);
        List<String> same = new ArrayList<>();
        for (int i = 0; i < before.size(); i++) {
            if (Arrays.equals(before.get(i), after.get(i))) {
                same.add(parameters.views().get(i).name());
            }
        }
        assertEquals(UNREACHED, same);
    }

    private static List<float[]> values(Parameters parameters) {
        return parameters.views().stream()
                .map(view -> parameters.get(view.name()))
                .toList();
    }

    @Test
    void theyHaveNeitherGradientsNorMoments() {
        Trial trial = new Trial(USUAL.load(SIDE.replace("OPTIMIZER", "adam")), BATCH, 1);
        assertEquals(
                List.of("trunk.weight", "trunk.bias", "scores.weight", "scores.bias"),
                names(trial.network().gradients().views()));
        assertEquals(trial.parameters().trainedFloats(), trial.network().state().first().length);
        assertTrue(names(trial.parameters().views()).containsAll(UNREACHED));
    }

    private static List<String> names(List<TensorView> views) {
        return views.stream().map(TensorView::name).collect(Collectors.toList());
    }

    @Test
    void filesAndCheckpointsHaveThem(@TempDir Path folder) {
        LoadedNetwork loaded = USUAL.load(SIDE.replace("OPTIMIZER", "adamw(rate = 0.1)"));
        Trial whole = new Trial(loaded, BATCH, 1);
        whole.step();
        Path file = folder.resolve("checkpoint.safetensors");
        whole.network().state().write(file, whole.parameters());
        Trial resumed = new Trial(loaded, BATCH, 2);
        resumed.network().state().read(file, resumed.parameters());
        assertArrayEquals(whole.parameters().values(), resumed.parameters().values());
        Path weights = folder.resolve("weights.safetensors");
        whole.parameters().write(weights);
        Parameters read = loaded.newParameters(3);
        read.read(weights);
        assertArrayEquals(whole.parameters().values(), read.values());
    }

    @Test
    void theyCountAsParametersInASummary() {
        Summary summary = USUAL.compile(SIDE.replace("OPTIMIZER", "adam")).summary();
        assertEquals(6 * 8 + 8 + 8 * 5 + 5 + 5 + 5 + 5 * 2 + 2 + 8 * 3 + 3 + 8 * 3 + 3, summary.parameters());
        assertEquals(5 + 5 + 1, summary.untrained());
    }

    @Test
    void withoutALossAllLayersOfAllOutputsHaveGradients() {
        LoadedNetwork loaded = USUAL.load("""
                model Halves {
                    input x: vector[4]
                    common: fc(3)
                    output left: fc(2)
                    from common
                    idle: fc(5)
                    from common
                    output right: fc(2)
                }
                """);
        Trial trial = new Trial(loaded, BATCH, 1);
        assertEquals(
                List.of("common.weight", "common.bias", "left.weight", "left.bias", "right.weight", "right.bias"),
                names(trial.network().gradients().views()));
    }

    /** The final states of these layers get a gradient from the caller. Their results have none. */
    private static final List<String> STATES = List.of("""
            model Unread {
                input x: sequence[3, 4]
                fc(3)
                CELL
                from x
                last
                fc(2)
                loss mse
            }
            """, """
            model Predicted {
                input x: sequence[3, 4]
                fc(3)
                output steps: CELL
                from x
                mean
                output all: fc(2)
                loss cross_entropy(all)
            }
            """, """
            model Above {
                input x: sequence[3, 4]
                lower: lstm(3)
                output steps: CELL
                from lower
                mean
                output all: fc(2)
                loss mse(all)
            }
            """);

    @TestFactory
    Stream<DynamicTest> theGradientOfAFinalStateCountsThoughNobodyReadsTheSteps() {
        List<String> cells = List.of("rnn(5)", "lstm(4, layers = 2)", "gru(3, bidirectional = true, reset = before)");
        return IntStream.range(0, cells.size())
                .mapToObj(i -> STATES.get(i).replace("CELL", cells.get(i)))
                .map(text -> DynamicTest.dynamicTest(text, () -> {
                    for (Fusion fusion : Fusion.values()) {
                        CompiledModel model = new Variant(Target.SCALAR, fusion, Loader.JANINO).compile(text);
                        CentralDifferenceTest.check(text, DoubleRun.of(model, 2), true, 2);
                        BranchLawsTest.assertPlanChangesNothing(model);
                    }
                    Results expected = new Trial(USUAL.load(text), BATCH, 1).everything(3);
                    for (Variant variant : Variant.fused()) {
                        assertSameBits("" + variant, expected, new Trial(variant.load(text), BATCH, 1).everything(3));
                    }
                }));
    }

    @Test
    void aRecurrentLayerThatNobodyReadsTrainsByTheGradientOfItsState() {
        LoadedNetwork loaded = USUAL.load(STATES.get(0).replace("CELL", "encoder: gru(5)"));
        Trial trial = new Trial(loaded, BATCH, 1);
        Recurrent recurrent = (Recurrent) trial.network();
        trial.pass(false);
        assertFalse(isZero(trial.network().gradients().get("encoder.weight_ih_l0")));
        Arrays.fill(recurrent.finalStateGradient(), 0);
        trial.pass(false);
        assertTrue(isZero(trial.network().gradients().get("encoder.weight_ih_l0")));
        recurrent.finalStateGradient()[2] = 1;
        trial.pass(false);
        assertFalse(isZero(trial.network().gradients().get("encoder.weight_ih_l0")));
    }

    /** The last steps that it has read are a state, whose gradient goes on to the layer before. Its own weights have none. */
    private static final String CARRIED = """
            model Carried {
                input x: sequence[4, 3]
                trunk: fc(3)
                side: fc(4)
                output steps: conv(2, kernel = 3, dilation = 3, padding = causal)
                from trunk
                output all: fc(2)
                loss mse(all)
            }
            """;

    @Test
    void theGradientOfCarriedStepsCountsThoughNoLossReadsTheConvolution() {
        for (Fusion fusion : Fusion.values()) {
            CompiledModel model = new Variant(Target.SCALAR, fusion, Loader.JANINO).compile(CARRIED);
            CentralDifferenceTest.check(CARRIED, DoubleRun.of(model, 2), false, 2);
            BranchLawsTest.assertPlanChangesNothing(model);
        }
        Trial trial = new Trial(USUAL.load(CARRIED), BATCH, 1);
        Recurrent recurrent = (Recurrent) trial.network();
        trial.pass(false);
        assertFalse(isZero(recurrent.initialStateGradient()));
        assertFalse(isZero(trial.network().gradients().get("side.weight")));
        assertFalse(names(trial.network().gradients().views()).contains("steps.weight"));
    }

    private static boolean isZero(float[] values) {
        for (float value : values) {
            if (value != 0) {
                return false;
            }
        }
        return true;
    }
}
