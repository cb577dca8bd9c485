package dev.lamina.cli.data;

/**
 * Replaces inputs without a value by the mean of their feature.
 *
 * @param means the mean of each feature, which is the offset of its scaling, so that they are scaled to 0
 * @param inner how many neighbours belong to one feature, as {@link dev.lamina.runtime.Architecture} says
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares them
record MeanFill(float[] means, int inner) {

    /** Fills one input. */
    void apply(float[] values, int from, int length) {
        for (int i = 0; i < length; i++) {
            if (Float.isNaN(values[from + i])) {
                values[from + i] = of(i);
            }
        }
    }

    /** The mean for a number of an input. */
    float of(int index) {
        return means[index / inner % means.length];
    }
}
