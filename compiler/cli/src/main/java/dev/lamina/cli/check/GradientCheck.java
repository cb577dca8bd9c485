package dev.lamina.cli.check;

import dev.lamina.cli.run.ModelFacts;
import dev.lamina.cli.run.NetworkCalls;
import dev.lamina.cli.run.RunInputs;
import dev.lamina.compiler.NetworkBatch;
import dev.lamina.runtime.CounterRandom;
import dev.lamina.runtime.Parameters;
import dev.lamina.runtime.Recurrent;
import dev.lamina.runtime.Tensor;
import dev.lamina.runtime.TensorView;
import dev.lamina.runtime.TrainableNetwork;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/** Compares the computed gradients with central differences of the loss, on the network that a user runs, in floats. */
public final class GradientCheck {

    /**
     * The widths of the differences. A wide one makes the rounding error small, which is 1e-8 / width for outputs near 0.1; a narrow one
     * avoids the kinks of relu and maxpool, and so does a one-sided one. An element is right if any of them agrees.
     */
    private static final float[] WIDTHS = {1e-2f, 3e-3f, 1e-3f, 3e-4f};

    /** The tolerance relative to the element itself, for large gradients. */
    private static final double RELATIVE = 2e-2;

    /** The tolerance relative to the largest element of the tensor, for small gradients. */
    private static final double OF_LARGEST = 1e-2;

    /** The absolute tolerance, for the rounding of the loss. */
    private static final double ABSOLUTE = 1e-4;

    /** The stream of random numbers of the states; those of the inputs have small numbers. */
    private static final int STATES = 1_000_000;

    private final TrainableNetwork network;
    private final NetworkCalls calculation;
    private final RunInputs inputs;
    private final PreciseLoss precise;
    private final float[][] outputs;
    private final ModelFacts facts;
    private final int elements;
    private final long seed;
    private final Parameters initial;

    /**
     * @param initial the first values of the parameters
     * @param elements how many elements of each tensor are checked, at most
     */
    public GradientCheck(
            ModelFacts facts, TrainableNetwork network, Parameters initial, RunInputs inputs, int elements, long seed) {
        this.network = network;
        this.calculation = new NetworkCalls(facts, network);
        this.inputs = inputs;
        this.facts = facts;
        this.precise = new PreciseLoss(facts, inputs.data());
        this.outputs = facts.model().outputs().stream()
                .map(output -> new float[inputs.batch() * output.size()])
                .toArray(float[][]::new);
        this.elements = elements;
        this.seed = seed;
        this.initial = initial;
        network.training(false);
        if (network instanceof Recurrent recurrent) {
            drawStates(recurrent.initialState());
        }
    }

    /**
     * Draws the states before the first step. With states of zero the gradient of the weights that read the state is zero by nature in a
     * model of one step, and a gradient of zero proves nothing.
     */
    private void drawStates(float[] states) {
        for (int i = 0; i < states.length; i++) {
            states[i] = CounterRandom.uniform(seed, 0, STATES, i) - 0.5f;
        }
    }

    /** The result of comparing a tensor. */
    public enum Verdict {
        FINE("fine"),
        WRONG("DIFFERS"),
        /** The gradient is zero, and so are all differences: the loss does not depend on the tensor. It proves little. */
        ZERO("zero");

        private final String text;

        Verdict(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }
    }

    /** The worst element of a tensor's gradient. */
    public record WorstElement(
            String name, String place, double computed, double measured, int checked, Verdict verdict) {}

    /** Checks all parameters, then the inputs that hold floats. */
    public List<WorstElement> run() {
        calculation.forward(inputs);
        calculation.backward(inputs);
        List<WorstElement> findings = new ArrayList<>();
        Parameters gradients = network.gradients();
        for (TensorView view : gradients.views()) {
            float[] computed = gradients.get(view.name());
            Tensor shape = Tensor.ofFloats(view.name(), view.shape(), computed);
            int[] positions =
                    IntStream.range(0, view.size()).map(view::position).toArray();
            BitSet fixed = fixed(computed, initial.get(view.name()));
            findings.add(check(shape, network.parameters().values(), positions, fixed));
        }
        for (int i = 0; i < facts.inputs(); i++) {
            if (!inputs.data().input(i).holdsTokens()) {
                findings.add(checkInput(i));
            }
        }
        return findings;
    }

    private WorstElement checkInput(int number) {
        int size = facts.model().inputs().get(number).size();
        float[] inputGradient = new float[inputs.batch() * size];
        // the differences so far have run other forward passes
        calculation.forward(inputs);
        calculation.backward(inputs);
        NetworkBatch.inputGradient(network, number, inputGradient);
        int[] positions = IntStream.range(0, inputGradient.length).toArray();
        int[] sizes = {inputs.batch(), size};
        Tensor shape = Tensor.ofFloats(facts.inputName(number), sizes, inputGradient);
        return check(shape, inputs.data().input(number).floats(), positions, new BitSet());
    }

    /**
     * The elements that begin with zero beside others that do not, and whose gradient is zero: the row of a padding token, whose gradient is zero by
     * definition although the loss depends on it.
     */
    private static BitSet fixed(float[] gradient, float[] first) {
        BitSet fixed = new BitSet();
        boolean drawn = IntStream.range(0, first.length).anyMatch(i -> first[i] != 0);
        for (int i = 0; drawn && i < first.length; i++) {
            fixed.set(i, first[i] == 0 && gradient[i] == 0);
        }
        return fixed;
    }

    /** Checks some elements of a gradient that are not {@code fixed}; position i of the values belongs to its element i. */
    private WorstElement check(Tensor gradient, float[] values, int[] positions, BitSet fixed) {
        float[] computed = gradient.floats();
        double largest = 0;
        for (float element : computed) {
            largest = Math.max(largest, Math.abs(element));
        }
        int[] order = Arrays.stream(CounterRandom.permutation(computed.length, seed, 0))
                .filter(element -> !fixed.get(element))
                .toArray();
        int count = Math.min(elements, order.length);
        int worst = order[0];
        double worstMeasured = 0;
        double worstExcess = -1;
        for (int i = 0; i < count; i++) {
            int element = order[i];
            double measured = closest(values, positions[element], computed[element]);
            double allowed = ABSOLUTE + OF_LARGEST * largest + RELATIVE * Math.abs(measured);
            double excess = Math.abs(measured - computed[element]) / allowed;
            if (!(excess <= worstExcess)) {
                worst = element;
                worstMeasured = measured;
                worstExcess = excess;
            }
        }
        Verdict verdict = worstExcess > 1 ? Verdict.WRONG : largest == 0 ? Verdict.ZERO : Verdict.FINE;
        return new WorstElement(
                gradient.name(),
                gradient.place(worst).replace("`", ""),
                computed[worst],
                worstMeasured,
                count,
                verdict);
    }

    /** The difference quotient closest to the computed gradient, of all widths, central and one-sided. */
    private double closest(float[] values, int position, double computed) {
        double middle = loss();
        double closest = Double.POSITIVE_INFINITY;
        for (float width : WIDTHS) {
            for (double measured : differences(values, position, width, middle)) {
                if (Math.abs(measured - computed) < Math.abs(closest - computed)) {
                    closest = measured;
                }
            }
        }
        return closest;
    }

    private double[] differences(float[] values, int position, float width, double middle) {
        float kept = values[position];
        float above = kept + width;
        float below = kept - width;
        values[position] = above;
        double high = loss();
        values[position] = below;
        double low = loss();
        values[position] = kept;
        // Not by the width itself: rounding moved both ends.
        return new double[] {
            (high - low) / ((double) above - below),
            (high - middle) / ((double) above - kept),
            (middle - low) / ((double) kept - below)
        };
    }

    private double loss() {
        calculation.forward(inputs);
        for (int i = 0; i < outputs.length; i++) {
            NetworkBatch.output(network, i, outputs[i]);
        }
        return precise.of(outputs);
    }
}
