package dev.lamina.cli.data;

import dev.lamina.runtime.ElementType;
import dev.lamina.runtime.Tensor;
import java.util.Arrays;

/**
 * The lengths of sequences in arrays that have the same number of steps for each. The steps behind a sample's own are padding, whose
 * content does not matter.
 *
 * @param steps the steps of the arrays for each sample
 * @param lengths each sample's own steps; empty if there is no padding
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares them, and networks take arrays
public record Padding(int steps, int[] lengths) {

    /** No padding: all sequences have all steps. */
    public static Padding none(int steps) {
        return new Padding(steps, new int[0]);
    }

    boolean isThere() {
        return lengths.length > 0;
    }

    /** The number of a sample's steps without padding. */
    int own(int sample) {
        return isThere() ? lengths[sample] : steps;
    }

    /** Sets the padding to zero in a tensor that has a row for each step of each sample. */
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

    /** Sets the padding to zero in some rows of a tensor, from row {@code first} on, in place. */
    void clear(Tensor rows, int first) {
        if (!isThere()) {
            return;
        }
        int count = rows.shape()[0];
        int step = rows.size() / count / steps;
        for (int n = 0; n < count; n++) {
            int from = (n * steps + lengths[first + n]) * step;
            int to = (n + 1) * steps * step;
            if (rows.type().whole()) {
                Arrays.fill(rows.longs(), from, to, 0);
            } else if (rows.type() == ElementType.F64) {
                Arrays.fill(rows.doubles(), from, to, 0);
            } else {
                Arrays.fill(rows.floats(), from, to, 0);
            }
        }
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
