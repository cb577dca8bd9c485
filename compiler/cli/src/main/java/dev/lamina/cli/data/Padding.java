package dev.lamina.cli.data;

import dev.lamina.runtime.Tensor;
import java.util.Arrays;

/**
 * Sequences of several lengths in arrays that have as many steps for each: what lies behind a sample's own steps is padding, and may
 * hold anything.
 *
 * @param steps the steps that arrays have for each sample
 * @param lengths the steps that are each sample's own; none where all are
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares them, and networks take arrays
public record Padding(int steps, int[] lengths) {

    /** No padding: all steps are a sample's own. */
    public static Padding none(int steps) {
        return new Padding(steps, new int[0]);
    }

    boolean isThere() {
        return lengths.length > 0;
    }

    /** The steps that are a sample's own. */
    int own(int sample) {
        return isThere() ? lengths[sample] : steps;
    }

    /** A tensor that has a row for each step of each sample, with zeros for padding. */
    public Tensor cleared(Tensor tensor) {
        int rows = lengths.length * steps;
        if (!isThere() || tensor.size() % rows != 0) {
            return tensor; // one of another shape, of which others will complain
        }
        return tensor.type().whole()
                ? Tensor.ofLongs(
                        tensor.name(), tensor.shape(), longs(tensor.longs().clone(), tensor.size() / rows))
                : Tensor.ofFloats(
                        tensor.name(), tensor.shape(), floats(tensor.floats().clone(), tensor.size() / rows));
    }

    private long[] longs(long[] elements, int row) {
        for (int n = 0; n < lengths.length; n++) {
            Arrays.fill(elements, (n * steps + lengths[n]) * row, (n + 1) * steps * row, 0);
        }
        return elements;
    }

    private float[] floats(float[] elements, int row) {
        for (int n = 0; n < lengths.length; n++) {
            Arrays.fill(elements, (n * steps + lengths[n]) * row, (n + 1) * steps * row, 0);
        }
        return elements;
    }
}
