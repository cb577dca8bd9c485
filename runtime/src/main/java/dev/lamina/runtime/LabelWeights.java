package dev.lamina.runtime;

import java.util.Arrays;
import java.util.OptionalInt;

/** How much the labels of an output count in its loss, which divides by the sum of their weights. */
final class LabelWeights {
    private final float[] classes;
    private final boolean balanced;
    private final OptionalInt ignored;

    /** The weight of the labels of a whole batch, where kernels find it; 0 if each call is a whole batch. */
    final float[] whole = new float[1];

    /**
     * Creates the weights of the labels of an output.
     *
     * @param classes the weight of each class, kept and not copied; empty if all count 1
     * @param balanced whether they are those that were counted from the training data
     * @param ignored the label that does not count
     */
    LabelWeights(float[] classes, boolean balanced, OptionalInt ignored) {
        this.classes = classes;
        this.balanced = balanced;
        this.ignored = ignored;
    }

    /** The weights of each output, with those of one more. */
    static LabelWeights[] with(LabelWeights[] outputs, int output, LabelWeights weights) {
        LabelWeights[] all = Arrays.copyOf(outputs, output + 1);
        all[output] = weights;
        return all;
    }

    /**
     * Sets the weights of the labels of a whole batch, of which a call is a shard.
     *
     * @param outputs the weights of each output; null where labels count the same
     * @param samples the samples of the batch; 0 if each call is a whole batch
     * @throws IllegalArgumentException if there is no weight for an output
     */
    static void ofBatch(LabelWeights[] outputs, int samples, float[] given) {
        if (samples > 0 && given.length < outputs.length) {
            throw new IllegalArgumentException(
                    "a loss of this class divides by the weights of labels, so a shard needs their sum over the whole batch,"
                            + " of each output: labelWeight gives those of some labels");
        }
        for (int i = 0; i < outputs.length; i++) {
            if (outputs[i] != null) {
                outputs[i].whole[0] = samples == 0 ? 0 : given[i];
            }
        }
    }

    /**
     * The sum of the weights of the labels {@code from} to {@code to - 1}. A label that is no class counts nothing.
     *
     * @param parameters have the weights that were counted
     */
    double of(Parameters parameters, int[] labels, int from, int to) {
        if (balanced) {
            parameters.classWeights(classes);
        }
        double sum = 0;
        for (int i = from; i < to; i++) {
            boolean counts = ignored.isEmpty() || labels[i] != ignored.getAsInt();
            if (counts && classes.length == 0) {
                sum += 1;
            } else if (counts && labels[i] >= 0 && labels[i] < classes.length) {
                sum += classes[labels[i]];
            }
        }
        return sum;
    }
}
