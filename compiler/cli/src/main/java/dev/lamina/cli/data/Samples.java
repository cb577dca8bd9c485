package dev.lamina.cli.data;

import dev.lamina.compiler.NetworkInput;

/** Samples in memory, row by row: the inputs of each, and its labels or its target. */
public final class Samples {

    private final int count;
    private final int inputSize;
    private final NetworkInput inputs;
    private final int labelSize;
    private final int[] labels;
    private final int targetSize;
    private final float[] targets;
    private final boolean consecutive;
    private final Padding padding;
    private final boolean everyStep;

    private Samples(
            int inputSize,
            NetworkInput inputs,
            int labelSize,
            int[] labels,
            int targetSize,
            float[] targets,
            boolean consecutive,
            Padding padding,
            boolean everyStep) {
        this.count = inputs.length() / inputSize;
        this.inputSize = inputSize;
        this.inputs = inputs;
        this.labelSize = labelSize;
        this.labels = labels;
        this.targetSize = targetSize;
        this.targets = targets;
        this.consecutive = consecutive;
        this.padding = padding;
        this.everyStep = everyStep;
    }

    /** Parts of one long sequence, in its order, with a label for each step; the arrays are kept, not copied. */
    public static Samples consecutive(int steps, NetworkInput inputs, int[] labels) {
        return new Samples(steps, inputs, steps, labels, 0, new float[0], true, Padding.none(steps), true);
    }

    /** Whether each sample goes on where the one before it ends. */
    public boolean consecutive() {
        return consecutive;
    }

    /** Samples with so many labels each; the arrays are kept, not copied. */
    public static Samples labelled(int inputSize, NetworkInput inputs, int labelSize, int[] labels) {
        return new Samples(inputSize, inputs, labelSize, labels, 0, new float[0], false, Padding.none(0), false);
    }

    /** Samples with a target each; the arrays are kept, not copied. */
    public static Samples numbers(int inputSize, NetworkInput inputs, int targetSize, float[] targets) {
        return new Samples(inputSize, inputs, 0, new int[0], targetSize, targets, false, Padding.none(0), false);
    }

    /**
     * The same as sequences.
     *
     * @param answersEveryStep whether each step has a label or a part of the target
     */
    Samples ofSequences(Padding of, boolean answersEveryStep) {
        return new Samples(
                inputSize, inputs, labelSize, labels, targetSize, targets, consecutive, of, answersEveryStep);
    }

    /** The steps that each sample has, padding included; 0 if they are no sequences. */
    public int steps() {
        return padding.steps();
    }

    /** Whether samples have numbers of steps of their own. */
    public boolean padded() {
        return padding.isThere();
    }

    /** The steps that are a sample's own. */
    public int ownSteps(int sample) {
        return padding.own(sample);
    }

    /** How many rows of a sample, each of them {@code 1 / rows} of its labels or target, are no padding. */
    public int ownRows(int sample) {
        return everyStep ? padding.own(sample) : 1;
    }

    /** How many rows of labels or targets a sample has: one, or one for each step. */
    public int rows() {
        return everyStep ? padding.steps() : 1;
    }

    /** The number of samples. */
    public int count() {
        return count;
    }

    /** Whether each sample has labels rather than a target. */
    public boolean labelled() {
        return targetSize == 0;
    }

    /** Labels of one sample, 0 when the samples have targets. */
    public int labelSize() {
        return labelSize;
    }

    /** A label of a sample. */
    public int label(int sample, int step) {
        return labels[sample * labelSize + step];
    }

    /** Floats of one target, 0 when the samples have labels. */
    public int targetSize() {
        return targetSize;
    }

    /** Copies the inputs of samples {@code order[from] .. order[from + batch - 1]}. */
    public void gatherInputs(int[] order, int from, int batch, NetworkInput into) {
        for (int i = 0; i < batch; i++) {
            inputs.copy(order[from + i] * inputSize, into, i * inputSize, inputSize);
        }
    }

    /** Copies the targets of samples {@code order[from] .. order[from + batch - 1]}. */
    public void gatherTargets(int[] order, int from, int batch, float[] into) {
        for (int i = 0; i < batch; i++) {
            System.arraycopy(targets, order[from + i] * targetSize, into, i * targetSize, targetSize);
        }
    }

    /** Copies the labels of samples {@code order[from] .. order[from + batch - 1]}. */
    public void gatherLabels(int[] order, int from, int batch, int[] into) {
        for (int i = 0; i < batch; i++) {
            System.arraycopy(labels, order[from + i] * labelSize, into, i * labelSize, labelSize);
        }
    }

    /** The samples that {@code order[from] .. order[to - 1]} name, in that order. */
    public Samples select(int[] order, int from, int to) {
        int size = to - from;
        NetworkInput someInputs = inputs.zeros(size * inputSize);
        gatherInputs(order, from, size, someInputs);
        int[] someLabels = new int[size * labelSize];
        float[] someTargets = new float[size * targetSize];
        if (labelled()) {
            gatherLabels(order, from, size, someLabels);
        } else {
            gatherTargets(order, from, size, someTargets);
        }
        return new Samples(
                inputSize,
                someInputs,
                labelSize,
                someLabels,
                targetSize,
                someTargets,
                false,
                padding.select(order, from, to),
                everyStep);
    }

    /** The largest magnitude among the inputs; 0 if they are tokens. */
    public float largestInput() {
        float largest = 0;
        for (float value : inputs.floats()) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }

    /** The same samples with every input divided by a number, but tokens left as they are; this object is used up. */
    public Samples dividedBy(float divisor) {
        float[] floats = inputs.floats();
        for (int i = 0; i < floats.length; i++) {
            floats[i] /= divisor;
        }
        return this;
    }
}
