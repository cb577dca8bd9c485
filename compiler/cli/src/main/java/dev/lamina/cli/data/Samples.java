package dev.lamina.cli.data;

import java.util.Arrays;

/** Samples in memory, row by row: the inputs of each, and its label or its target. */
public final class Samples {

    private final int count;
    private final int inputSize;
    private final float[] inputs;
    private final int[] labels;
    private final int targetSize;
    private final float[] targets;

    private Samples(int count, int inputSize, float[] inputs, int[] labels, int targetSize, float[] targets) {
        this.count = count;
        this.inputSize = inputSize;
        this.inputs = inputs;
        this.labels = labels;
        this.targetSize = targetSize;
        this.targets = targets;
    }

    /** Samples with a label each; the arrays are kept, not copied. */
    public static Samples labelled(int inputSize, float[] inputs, int[] labels) {
        return new Samples(labels.length, inputSize, inputs, labels, 0, new float[0]);
    }

    /** Samples with a target each; the arrays are kept, not copied. */
    public static Samples numbers(int inputSize, float[] inputs, int targetSize, float[] targets) {
        return new Samples(targets.length / targetSize, inputSize, inputs, new int[0], targetSize, targets);
    }

    /** The number of samples. */
    public int count() {
        return count;
    }

    /** Whether each sample has a label rather than a target. */
    public boolean labelled() {
        return targetSize == 0;
    }

    /** The label of a sample. */
    public int label(int sample) {
        return labels[sample];
    }

    /** Floats of one target, 0 when the samples have labels. */
    public int targetSize() {
        return targetSize;
    }

    /** Copies the inputs of samples {@code order[from] .. order[from + batch - 1]}. */
    public void gatherInputs(int[] order, int from, int batch, float[] into) {
        gather(inputs, inputSize, order, from, batch, into);
    }

    /** Copies the targets of samples {@code order[from] .. order[from + batch - 1]}. */
    public void gatherTargets(int[] order, int from, int batch, float[] into) {
        gather(targets, targetSize, order, from, batch, into);
    }

    /** Copies the labels of samples {@code order[from] .. order[from + batch - 1]}. */
    public void gatherLabels(int[] order, int from, int batch, int[] into) {
        for (int i = 0; i < batch; i++) {
            into[i] = labels[order[from + i]];
        }
    }

    private static void gather(float[] rows, int width, int[] order, int from, int batch, float[] into) {
        for (int i = 0; i < batch; i++) {
            System.arraycopy(rows, order[from + i] * width, into, i * width, width);
        }
    }

    /** The samples that {@code order[from] .. order[to - 1]} name, in that order. */
    public Samples select(int[] order, int from, int to) {
        int size = to - from;
        float[] someInputs = new float[size * inputSize];
        gatherInputs(order, from, size, someInputs);
        int[] someLabels = new int[labelled() ? size : 0];
        float[] someTargets = new float[size * targetSize];
        if (labelled()) {
            gatherLabels(order, from, size, someLabels);
        } else {
            gatherTargets(order, from, size, someTargets);
        }
        return new Samples(size, inputSize, someInputs, someLabels, targetSize, someTargets);
    }

    /** The largest magnitude among the inputs. */
    public float largestInput() {
        float largest = 0;
        for (float value : inputs) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }

    /** The same samples with every input divided by a number; this object is used up. */
    public Samples dividedBy(float divisor) {
        for (int i = 0; i < inputs.length; i++) {
            inputs[i] /= divisor;
        }
        return this;
    }

    /** How many samples carry each label. */
    public int[] histogram(int classes) {
        int[] counts = new int[classes];
        Arrays.stream(labels).forEach(label -> counts[label]++);
        return counts;
    }
}
