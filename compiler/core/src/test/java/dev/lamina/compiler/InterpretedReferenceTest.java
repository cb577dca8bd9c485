package dev.lamina.compiler;

import static dev.lamina.compiler.Closeness.assertClose;

import dev.lamina.compiler.graph.Binding;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The formulas of the layers against the values of another implementation, both in double precision. */
final class InterpretedReferenceTest {

    /** Numbers of a formula, as the weight of a smoothed label, are kept as floats: 2^-24 of 1. */
    private static final double TOLERANCE = 1e-7;

    @Execution(ExecutionMode.CONCURRENT)
    @TestFactory
    Stream<DynamicTest> kernelsGiveTheReferenceValuesInDoublePrecision() {
        return ReferenceCase.all().stream()
                .filter(each -> !each.isTraining())
                .flatMap(each -> Stream.of(true, false)
                        .map(fuse ->
                                DynamicTest.dynamicTest(each + (fuse ? "" : ", unfused"), () -> check(each, fuse))));
    }

    private static void check(ReferenceCase reference, boolean fuse) {
        DoubleRun run = DoubleRun.of(
                reference.modelText(), fuse, reference.tensor("input").shape()[0]);
        if (reference.has("lengths")) {
            run.lengths(reference.tensor("lengths").ints());
        }
        if (reference.hasTokens()) {
            run.put(Binding.Kind.TOKENS, "", whole(reference, "input"));
        } else {
            put(run, reference, Binding.Kind.INPUT, "", "input");
        }
        put(run, reference, Binding.Kind.TARGET, "", "target");
        put(run, reference, Binding.Kind.SAMPLE_WEIGHTS, "", "sample_weights");
        put(run, reference, Binding.Kind.OUTPUT_GRADIENT, "", "grad_output");
        if (reference.has("labels")) {
            run.put(Binding.Kind.LABELS, "", whole(reference, "labels"));
        }
        reference.parameterNames().forEach((theirs, ours) -> {
            Binding.Kind kind = reference.has("after." + theirs) ? Binding.Kind.STATISTIC : Binding.Kind.PARAMETER;
            run.put(kind, ours, reference.numbers("param." + theirs));
        });
        run.clearStates();
        for (ReferenceCase.State state : reference.states()) {
            String gradient = "grad_" + state.letter() + "n";
            if (isWhole(state)) {
                String name = state.part().name();
                run.put(Binding.Kind.INITIAL_STATE, name, reference.bySample(state.letter() + "0"));
                run.put(Binding.Kind.FINAL_STATE_GRADIENT, name, reference.bySample(gradient));
            }
            for (int part = 0; !isWhole(state) && part < state.part().layers(); part++) {
                String name = name(state, part);
                run.put(Binding.Kind.INITIAL_STATE, name, reference.part(state.letter() + "0", part));
                run.put(Binding.Kind.FINAL_STATE_GRADIENT, name, reference.part(gradient, part));
            }
        }
        double loss = run.loss();
        run.backward();
        if (reference.has("loss")) {
            assertClose("loss", reference.tensor("loss").doubles(), new double[] {loss}, TOLERANCE);
        } else {
            assertClose("output", reference.tensor("output").doubles(), run.outputs(), TOLERANCE);
        }
        compareStates(run, reference);
        if (!reference.hasTokens()) {
            compare(run, reference, "input", "grad_input");
        }
        reference.parameterNames().forEach((theirs, ours) -> {
            if (reference.has("after." + theirs)) {
                double[] after = run.get(Binding.Kind.STATISTIC, ours);
                assertClose(ours, reference.numbers("after." + theirs), after, TOLERANCE);
            } else {
                compare(run, reference, ours, "grad." + theirs);
            }
        });
    }

    private static double[] whole(ReferenceCase reference, String tensor) {
        return Arrays.stream(reference.tensor(tensor).ints()).asDoubleStream().toArray();
    }

    private static String name(ReferenceCase.State state, int part) {
        return state.part().name() + "." + part;
    }

    /** Whether all parts of a state are one value, as the last steps of a convolution are. */
    private static boolean isWhole(ReferenceCase.State state) {
        return state.letter().equals("x");
    }

    private static void compareStates(DoubleRun run, ReferenceCase reference) {
        for (ReferenceCase.State state : reference.states()) {
            String last = state.letter() + "n";
            String first = "grad_" + state.letter() + "0";
            if (isWhole(state)) {
                compareState(run, state.part().name(), reference.bySample(last), reference.bySample(first));
            }
            for (int part = 0; !isWhole(state) && part < state.part().layers(); part++) {
                compareState(run, name(state, part), reference.part(last, part), reference.part(first, part));
            }
        }
    }

    private static void compareState(DoubleRun run, String name, double[] last, double[] firstGradient) {
        assertClose("last " + name, last, run.get(Binding.Kind.FINAL_STATE, name), TOLERANCE);
        assertClose(
                "gradient of " + name, firstGradient, run.get(Binding.Kind.INITIAL_STATE_GRADIENT, name), TOLERANCE);
    }

    private static void put(DoubleRun run, ReferenceCase reference, Binding.Kind kind, String name, String tensor) {
        if (reference.has(tensor)) {
            run.put(kind, name, reference.tensor(tensor).doubles());
        }
    }

    private static void compare(DoubleRun run, ReferenceCase reference, String name, String tensor) {
        DoubleRun.Slope slope = run.slopes().get(name);
        if (slope == null) {
            throw new AssertionError("no gradient of " + name);
        }
        assertClose(tensor, reference.tensor(tensor).doubles(), slope.gradients(), TOLERANCE);
    }
}
