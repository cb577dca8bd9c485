package dev.lamina.compiler;

import static dev.lamina.compiler.Closeness.assertClose;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lamina.runtime.Classifier;
import dev.lamina.runtime.Parameters;
import dev.lamina.runtime.Regressor;
import dev.lamina.runtime.TrainableNetwork;
import dev.lamina.runtime.Transform;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Layers, losses and optimizers against the values of another implementation, on every target and by every loader. */
final class ReferenceTest {

    /** What float32 sums of the lengths met here allow; see the reference's description. */
    private static final double TOLERANCE = 1e-5;

    @TestFactory
    Stream<DynamicTest> oneForwardAndBackwardPassGivesTheReferenceValues() {
        return ReferenceCase.all().stream()
                .filter(each -> !each.isTraining())
                .flatMap(each -> Variant.fused().stream()
                        .map(variant -> DynamicTest.dynamicTest(each + ", " + variant, () -> onePass(each, variant))));
    }

    @TestFactory
    Stream<DynamicTest> trainingGivesTheReferenceValuesStepByStep() {
        return ReferenceCase.all().stream()
                .filter(ReferenceCase::isTraining)
                .flatMap(each -> Variant.fused().stream()
                        .map(variant -> DynamicTest.dynamicTest(each + ", " + variant, () -> steps(each, variant))));
    }

    private static void onePass(ReferenceCase reference, Variant variant) {
        LoadedNetwork loaded = variant.load(reference.modelText());
        int batch = reference.tensor("input").shape()[0];
        TrainableNetwork network = loaded.trainer(parameters(loaded, reference), loaded.newTrainingState(), batch);
        float[] input = reference.tensor("input").floats();
        Results results = pass(reference, network, input, batch);
        if (reference.has("loss")) {
            assertClose("loss", reference.tensor("loss").doubles(), results.get("loss"), TOLERANCE);
        } else {
            assertClose("output", reference.tensor("output").doubles(), results.get("output"), TOLERANCE);
        }
        compareGradients(reference, results);
        float[] predicted = new float[results.get("output").length];
        network.predict(input, batch, predicted);
        assertArrayEquals(results.get("output"), predicted, "predict and forward differ");
    }

    private static Results pass(ReferenceCase reference, TrainableNetwork network, float[] input, int batch) {
        if (network instanceof Classifier classifier) {
            return Results.of(classifier, input, reference.tensor("labels").ints(), batch);
        }
        return network instanceof Regressor regressor
                ? Results.of(regressor, input, reference.tensor("target").floats(), batch)
                : Results.of(
                        (Transform) network,
                        input,
                        reference.tensor("grad_output").floats(),
                        batch);
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
            parameters.set(ours, reference.tensor("param." + theirs).floats());
        });
        return parameters;
    }

    private static void compareGradients(ReferenceCase reference, Results results) {
        assertClose("grad_input", reference.tensor("grad_input").doubles(), results.get("grad_input"), TOLERANCE);
        reference
                .parameterNames()
                .forEach((theirs, ours) -> assertClose(
                        "grad." + ours,
                        reference.tensor("grad." + theirs).doubles(),
                        results.get("grad." + ours),
                        TOLERANCE));
    }

    private static void steps(ReferenceCase reference, Variant variant) {
        LoadedNetwork loaded = variant.load(reference.modelText());
        int[] shape = reference.tensor("input").shape();
        Parameters parameters = parameters(loaded, reference);
        Classifier network = (Classifier) loaded.trainer(parameters, loaded.newTrainingState(), shape[1]);
        float[] inputs = reference.tensor("input").floats();
        int[] labels = reference.tensor("labels").ints();
        float[] losses = new float[shape[0]];
        for (int step = 0; step < losses.length; step++) {
            losses[step] = network.trainStep(
                    slice(inputs, step, losses.length),
                    Arrays.copyOfRange(labels, step * shape[1], (step + 1) * shape[1]),
                    shape[1]);
        }
        assertClose("losses", reference.tensor("losses").doubles(), losses, TOLERANCE);
        assertEquals(losses.length, network.state().step());
        reference
                .parameterNames()
                .forEach((theirs, ours) -> assertClose(
                        ours, reference.tensor("final." + theirs).doubles(), parameters.get(ours), TOLERANCE));
    }

    private static float[] slice(float[] values, int index, int of) {
        int length = values.length / of;
        return Arrays.copyOfRange(values, index * length, (index + 1) * length);
    }
}
