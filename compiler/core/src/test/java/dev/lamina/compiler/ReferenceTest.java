package dev.lamina.compiler;

import static dev.lamina.compiler.Closeness.assertClose;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.compiler.layer.Layers;
import dev.lamina.compiler.signature.CallKind;
import dev.lamina.runtime.Parameters;
import dev.lamina.runtime.Recurrent;
import dev.lamina.runtime.SequenceNetwork;
import dev.lamina.runtime.TensorView;
import dev.lamina.runtime.TrainableNetwork;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Layers, losses and optimizers against the values of another implementation, on every target and by every loader. */
final class ReferenceTest {

    /** What float32 sums of the lengths met here allow; see the reference's description. */
    private static final double TOLERANCE = 1e-5;

    @Execution(ExecutionMode.CONCURRENT)
    @TestFactory
    Stream<DynamicTest> oneForwardAndBackwardPassGivesTheReferenceValues() {
        return ReferenceCase.all().stream()
                .filter(each -> !each.isTraining())
                .flatMap(each -> variants(each)
                        .map(variant -> DynamicTest.dynamicTest(each + ", " + variant, () -> onePass(each, variant))));
    }

    @Execution(ExecutionMode.CONCURRENT)
    @TestFactory
    Stream<DynamicTest> trainingGivesTheReferenceValuesStepByStep() {
        return ReferenceCase.all().stream()
                .filter(ReferenceCase::isTraining)
                .flatMap(each -> variants(each)
                        .map(variant -> DynamicTest.dynamicTest(each + ", " + variant, () -> steps(each, variant))));
    }

    /** What has no reference values, and why. */
    private static final Map<String, String> WITHOUT_CASE =
            Map.of("dropout", "PyTorch's masks come from another generator; DropoutTest checks the distribution");

    @Test
    void everyLayerLossAndOptimizerHasACaseOrAReasonToHaveNone() {
        Set<String> of = new TreeSet<>(WITHOUT_CASE.keySet());
        ReferenceCase.all().forEach(each -> of.add(each.of()));
        assertEquals(Layers.every().stream().map(CallKind::keyword).collect(Collectors.toCollection(TreeSet::new)), of);
    }

    @Test
    void everyCaseUsesWhatItIsOf() {
        for (ReferenceCase each : ReferenceCase.all()) {
            assertTrue(each.model().matches(".*\\b" + each.of() + "\\b.*"), each::name);
        }
    }

    /** javac takes ten times as long as Janino, and that both give the same bits is a law: it compiles one of the targets of short classes. */
    private static Stream<Variant> variants(ReferenceCase reference) {
        return Variant.fused().stream()
                .filter(variant -> variant.loader() == Loader.JANINO
                        || !reference.isRecurrent() && variant.target() == byJavac(reference));
    }

    private static Target byJavac(ReferenceCase reference) {
        Target[] targets = Target.values();
        return targets[Math.floorMod(reference.name().hashCode(), targets.length)];
    }

    private static void onePass(ReferenceCase reference, Variant variant) {
        CompiledModel model = variant.compile(reference.modelText());
        if (reference.isRecurrent()
                || !reference.states().isEmpty()) { // the states of other layers are zeros otherwise
            assertEquals(
                    reference.states().stream().map(ReferenceCase.State::part).toList(),
                    model.sequences().states());
        }
        LoadedNetwork loaded = variant.loader().load(model);
        int batch = reference.tensor("input").shape()[0];
        Parameters parameters = parameters(loaded, reference);
        TrainableNetwork network = loaded.trainer(parameters, loaded.newTrainingState(), batch);
        NetworkInput input = input(reference);
        giveStates(reference, network);
        if (reference.has("lengths")) {
            ((SequenceNetwork) network).lengths(reference.tensor("lengths").ints(), batch);
        }
        int[] labels = reference.has("labels") ? reference.tensor("labels").ints() : new int[0];
        float[] weights = reference.has("sample_weights")
                ? reference.tensor("sample_weights").floats()
                : new float[0];
        Results results =
                Results.of(model.training().groundTruth(), network, input, labels, second(reference), weights, batch);
        if (reference.has("loss")) {
            assertClose("loss", reference.tensor("loss").doubles(), results.get("loss"), TOLERANCE);
        } else {
            assertClose("output", reference.tensor("output").doubles(), results.get("output"), TOLERANCE);
        }
        compareGradients(reference, results);
        compareStates(reference, network);
        compareStatistics(reference, parameters);
        if (network instanceof Recurrent recurrent) {
            Arrays.fill(recurrent.finalState(), 0);
        }
        float[] predicted = new float[results.get("output").length];
        input.predict(network, batch, predicted);
        if (reference.has("predicted")) {
            assertClose("predicted", reference.tensor("predicted").doubles(), predicted, TOLERANCE);
        }
        if (parameters.views().stream().allMatch(TensorView::isTrained)) {
            assertArrayEquals(results.get("output"), predicted, "predict and forward differ");
        }
        compareStates(reference, network);
        compareStatistics(reference, parameters);
    }

    private static NetworkInput input(ReferenceCase reference) {
        return reference.hasTokens()
                ? NetworkInput.of(reference.tensor("input").ints())
                : NetworkInput.of(reference.tensor("input").floats());
    }

    /** The target, or without a loss the output's gradient. */
    private static float[] second(ReferenceCase reference) {
        for (String name : List.of("target", "grad_output")) {
            if (reference.has(name)) {
                return reference.tensor(name).floats();
            }
        }
        return new float[0];
    }

    private static Parameters parameters(LoadedNetwork loaded, ReferenceCase reference) {
        Parameters parameters = loaded.newParameters(1);
        Map<String, String> names = reference.parameterNames();
        assertEquals(names.size(), parameters.views().size(), "number of parameters");
        names.forEach((theirs, ours) -> {
            assertArrayEquals(
                    reference.tensor("param." + theirs).shape(),
                    parameters.view(ours).shape(),
                    ours);
            parameters.set(ours, floats(reference.numbers("param." + theirs)));
        });
        return parameters;
    }

    private static void compareGradients(ReferenceCase reference, Results results) {
        if (!reference.hasTokens()) {
            assertClose("grad_input", reference.tensor("grad_input").doubles(), results.get("grad_input"), TOLERANCE);
        }
        reference.parameterNames().forEach((theirs, ours) -> {
            String gradient = "grad." + ours;
            assertEquals(reference.has("grad." + theirs), results.values().containsKey(gradient), gradient);
            if (reference.has("grad." + theirs)) {
                double[] expected = reference.tensor("grad." + theirs).doubles();
                assertClose(gradient, expected, results.get(gradient), TOLERANCE);
            }
        });
    }

    /** Compares the parameters that a forward pass changes, such as running means. */
    private static void compareStatistics(ReferenceCase reference, Parameters parameters) {
        reference.parameterNames().forEach((theirs, ours) -> {
            assertEquals(
                    parameters.view(ours).isTrained(),
                    !reference.has("after." + theirs),
                    "whether it is trained: " + ours);
            if (reference.has("after." + theirs)) {
                assertClose(ours, reference.numbers("after." + theirs), parameters.get(ours), TOLERANCE);
            }
        });
    }

    private static float[] floats(double[] numbers) {
        float[] floats = new float[numbers.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) numbers[i];
        }
        return floats;
    }

    private static void giveStates(ReferenceCase reference, TrainableNetwork network) {
        for (ReferenceCase.State state : reference.states()) {
            Recurrent recurrent = (Recurrent) network;
            for (int part = 0; part < state.part().layers(); part++) {
                double[] initial = reference.part(state.letter() + "0", part);
                double[] gradient = reference.part("grad_" + state.letter() + "n", part);
                for (int i = 0; i < initial.length; i++) {
                    int at = position(recurrent, state, part, i);
                    recurrent.initialState()[at] = (float) initial[i];
                    recurrent.finalStateGradient()[at] = (float) gradient[i];
                }
            }
        }
    }

    private static void compareStates(ReferenceCase reference, TrainableNetwork network) {
        for (ReferenceCase.State state : reference.states()) {
            Recurrent recurrent = (Recurrent) network;
            for (int part = 0; part < state.part().layers(); part++) {
                compareState(reference, recurrent, state, part, state.letter() + "n", recurrent.finalState());
                compareState(
                        reference,
                        recurrent,
                        state,
                        part,
                        "grad_" + state.letter() + "0",
                        recurrent.initialStateGradient());
            }
        }
    }

    private static void compareState(
            ReferenceCase reference,
            Recurrent recurrent,
            ReferenceCase.State state,
            int part,
            String tensor,
            float[] rows) {
        double[] expected = reference.part(tensor, part);
        float[] actual = new float[expected.length];
        for (int i = 0; i < actual.length; i++) {
            actual[i] = rows[position(recurrent, state, part, i)];
        }
        assertClose(tensor + " of part " + part, expected, actual, TOLERANCE);
    }

    /** Where element {@code i} of a part's rows [N, hidden] lies, when each sample has one row of all states. */
    private static int position(Recurrent recurrent, ReferenceCase.State state, int part, int i) {
        int hidden = state.part().hidden();
        return i / hidden * recurrent.stateSize() + state.offset() + part * hidden + i % hidden;
    }

    private static void steps(ReferenceCase reference, Variant variant) {
        LoadedNetwork loaded = variant.load(reference.modelText());
        int[] shape = reference.tensor("input").shape();
        Parameters parameters = parameters(loaded, reference);
        TrainableNetwork network = loaded.trainer(parameters, loaded.newTrainingState(), shape[1]);
        NetworkInput inputs = input(reference);
        int size = inputs.length() / shape[0];
        int[] labels = reference.tensor("labels").ints();
        float[] losses = new float[shape[0]];
        for (int step = 0; step < losses.length; step++) {
            losses[step] = inputs.part(step * size, (step + 1) * size)
                    .trainStep(network, slice(labels, step, losses.length), shape[1]);
        }
        assertClose("losses", reference.tensor("losses").doubles(), losses, TOLERANCE);
        assertEquals(losses.length, network.state().step());
        reference
                .parameterNames()
                .forEach((theirs, ours) ->
                        assertClose(ours, reference.numbers("final." + theirs), parameters.get(ours), TOLERANCE));
    }

    private static int[] slice(int[] values, int index, int of) {
        int length = values.length / of;
        return Arrays.copyOfRange(values, index * length, (index + 1) * length);
    }
}
