package dev.lamina.runtime;

import java.util.Arrays;
import java.util.function.IntFunction;

/**
 * The caller's arrays for a call of a {@link MultiPredictor}: one for each input, and for each output one that receives it, one for its labels
 * or its target, one for the weights of the samples, and one for its gradient. A call needs only those that it reads or writes; without
 * weights each sample counts 1. The arrays are kept, not copied. It belongs to one thread at a time, which is not checked.
 */
public final class PortArrays {

    private final String[] inputs;
    private final boolean[] takesTokens;
    private final String[] outputs;
    private final boolean[] hasLoss;
    private final float[][] floats;
    private final int[][] tokens;
    private final float[][] results;
    private final float[][] targets;
    private final int[][] labels;
    private final float[][] gradients;
    private final float[][] sampleWeights;

    /** For each output whether a forward pass has asked for the weights of its samples, as it does if the loss takes them. */
    private final boolean[] takesWeights;

    /** Places for the arrays of a network. */
    PortArrays(MultiPredictor network) {
        inputs = names(network.inputCount(), number -> network.inputPort(number).name());
        outputs = names(
                network.outputCount(), number -> network.outputPort(number).name());
        takesTokens = new boolean[inputs.length];
        for (int i = 0; i < inputs.length; i++) {
            takesTokens[i] = network.inputPort(i).holdsTokens();
        }
        floats = new float[inputs.length][];
        tokens = new int[inputs.length][];
        results = new float[outputs.length][];
        targets = new float[outputs.length][];
        labels = new int[outputs.length][];
        gradients = new float[outputs.length][];
        sampleWeights = new float[outputs.length][];
        takesWeights = new boolean[outputs.length];
        hasLoss = new boolean[outputs.length];
        for (int i = 0; i < outputs.length; i++) {
            hasLoss[i] = network.outputPort(i).truth() != GroundTruth.NONE;
        }
    }

    private static String[] names(int count, IntFunction<String> name) {
        String[] names = new String[count];
        Arrays.setAll(names, name);
        return names;
    }

    /** Sets the floats of an input. */
    public void floats(String input, float[] array) {
        floats(input(input), array);
    }

    /** Sets the floats of the input with this number. */
    public void floats(int input, float[] array) {
        requireKind(input, false);
        floats[input] = array;
    }

    /** Sets the tokens of an input. */
    public void tokens(String input, int[] array) {
        tokens(input(input), array);
    }

    /** Sets the tokens of the input with this number. */
    public void tokens(int input, int[] array) {
        requireKind(input, true);
        tokens[input] = array;
    }

    private void requireKind(int input, boolean isTokens) {
        if (takesTokens[input] != isTokens) {
            throw new IllegalArgumentException("the input " + inputs[input] + " takes "
                    + (takesTokens[input] ? "tokens, not floats" : "floats, not tokens"));
        }
    }

    /** Sets the array that receives an output. */
    public void output(String output, float[] into) {
        output(outputOf(output), into);
    }

    /** Sets the array that receives the output with this number. */
    public void output(int output, float[] into) {
        results[output] = into;
    }

    /** Sets the target that a loss compares an output with. */
    public void target(String output, float[] array) {
        target(outputOf(output), array);
    }

    /** Sets the target of the output with this number. */
    public void target(int output, float[] array) {
        targets[output] = array;
    }

    /** Sets the labels that a loss compares an output with. */
    public void labels(String output, int[] array) {
        labels(outputOf(output), array);
    }

    /** Sets the labels of the output with this number. */
    public void labels(int output, int[] array) {
        labels[output] = array;
    }

    /** Sets the gradient of an output, for a model without a loss. */
    public void gradient(String output, float[] array) {
        gradient(outputOf(output), array);
    }

    /** Sets the gradient of the output with this number. */
    public void gradient(int output, float[] array) {
        gradients[output] = array;
    }

    /**
     * Sets how much each sample counts for an output, whose loss has {@code sample_weights = true}. For another loss {@link
     * MultiNetwork#trainStep} throws an exception.
     *
     * @throws IllegalArgumentException if the output has no loss
     */
    public void sampleWeights(String output, float[] array) {
        sampleWeights(outputOf(output), array);
    }

    /** As {@link #sampleWeights(String, float[])}, for the output with this number. */
    public void sampleWeights(int output, float[] array) {
        if (!hasLoss[output]) {
            throw new IllegalArgumentException(
                    "no loss reads the output " + outputs[output] + ", so it takes no weights of samples");
        }
        sampleWeights[output] = array;
    }

    /**
     * The floats of an input.
     *
     * @throws IllegalArgumentException if none were set; so do the methods below
     */
    public float[] floats(int input) {
        return given(floats[input], "the input ", inputs[input], "floats");
    }

    /** The tokens of an input. */
    public int[] tokens(int input) {
        return given(tokens[input], "the input ", inputs[input], "tokens");
    }

    /** The array that receives an output. */
    public float[] output(int output) {
        return given(results[output], "the output ", outputs[output], "output");
    }

    /** The target of an output. */
    public float[] target(int output) {
        return given(targets[output], "the target of ", outputs[output], "target");
    }

    /** The labels of an output. */
    public int[] labels(int output) {
        return given(labels[output], "the labels of ", outputs[output], "labels");
    }

    /** The gradient of an output. */
    public float[] gradient(int output) {
        return given(gradients[output], "the gradient of ", outputs[output], "gradient");
    }

    /** Lets each sample count 1 for the output with this number. */
    public void withoutSampleWeights(int output) {
        sampleWeights[output] = null;
    }

    /** How much each sample counts for an output; null if none were set, and each counts 1. */
    public float[] sampleWeights(int output) {
        takesWeights[output] = true;
        return sampleWeights[output];
    }

    /** Requires, after a forward pass, that the losses of all outputs with weights of samples take them. */
    void requireTakenWeights() {
        for (int i = 0; i < outputs.length; i++) {
            if (sampleWeights[i] != null && !takesWeights[i]) {
                throw new IllegalArgumentException(
                        "the loss of the output " + outputs[i] + GeneratedNetwork.NO_SAMPLE_WEIGHTS);
            }
        }
    }

    private static <T> T given(T array, String what, String name, String method) {
        if (array == null) {
            throw new IllegalArgumentException(
                    "there is no array for " + what + name + ": give it with " + method + "(\"" + name + "\", …)");
        }
        return array;
    }

    private int input(String name) {
        return find(name, inputs, "input");
    }

    private int outputOf(String name) {
        return find(name, outputs, "output");
    }

    private static int find(String name, String[] names, String what) {
        for (int i = 0; i < names.length; i++) {
            if (names[i].equals(name)) {
                return i;
            }
        }
        throw new IllegalArgumentException(
                "there is no " + what + " " + name + "; there is " + String.join(", ", names));
    }
}
