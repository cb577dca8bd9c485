package dev.lamina.cli.data;

import dev.lamina.runtime.ElementType;
import dev.lamina.runtime.Tensor;
import java.util.Arrays;
import java.util.Optional;

/**
 * The lengths of sequences in arrays that have the same number of steps for each. The steps behind a sample's own are padding, whose
 * content does not matter.
 *
 * @param steps the steps of the arrays for each sample
 * @param lengths each sample's own steps; empty if there is no padding
 * @param gaps which steps are there, if those of the file have gaps between them; the arrays are packed, without them
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares them, and networks take arrays
public record Padding(int steps, int[] lengths, Optional<boolean[]> gaps) {

    /** Padding alone. */
    public Padding(int steps, int[] lengths) {
        this(steps, lengths, Optional.empty());
    }

    /** The steps that are there are moved to the front, so that the others are padding. */
    public static Padding ofGaps(int steps, boolean[] present) {
        int[] lengths = new int[present.length / steps];
        for (int i = 0; i < present.length; i++) {
            lengths[i / steps] += present[i] ? 1 : 0;
        }
        return new Padding(steps, lengths, Optional.of(present));
    }

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

    /** Closes the gaps in a tensor that has a row for each step of each sample, and sets the padding to zero. */
    public Tensor cleared(Tensor tensor) {
        int rows = lengths.length * steps;
        if (!isThere() || tensor.size() % rows != 0) {
            return tensor; // one of another shape, of which others will complain
        }
        int row = tensor.size() / rows;
        return tensor.type().whole()
                ? Tensor.ofLongs(
                        tensor.name(), tensor.shape(), longs(tensor.longs().clone(), row))
                : Tensor.ofFloats(
                        tensor.name(), tensor.shape(), floats(tensor.floats().clone(), row));
    }

    /** Moves the numbers of all steps of all samples, in place, to where they stand with their gaps; zeros in these. */
    public void open(float[] elements) {
        boolean[] present = gaps.orElse(new boolean[0]);
        int row = present.length == 0 ? 0 : elements.length / present.length;
        for (int n = 0; n < present.length / steps; n++) {
            int own = lengths[n];
            for (int to = (n + 1) * steps - 1; to >= n * steps; to--) {
                if (present[to]) {
                    own--;
                    System.arraycopy(elements, (n * steps + own) * row, elements, to * row, row);
                } else {
                    Arrays.fill(elements, to * row, (to + 1) * row, 0f);
                }
            }
        }
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
        close((from, to) -> System.arraycopy(elements, from * row, elements, to * row, row));
        for (int n = 0; n < lengths.length; n++) {
            Arrays.fill(elements, (n * steps + lengths[n]) * row, (n + 1) * steps * row, 0);
        }
        return elements;
    }

    private float[] floats(float[] elements, int row) {
        close((from, to) -> System.arraycopy(elements, from * row, elements, to * row, row));
        for (int n = 0; n < lengths.length; n++) {
            Arrays.fill(elements, (n * steps + lengths[n]) * row, (n + 1) * steps * row, 0);
        }
        return elements;
    }

    /** Moves the steps that are there to the front of their sample. */
    private void close(Move move) {
        boolean[] present = gaps.orElse(new boolean[0]);
        int to = 0;
        for (int from = 0; from < present.length; from++) {
            if (from % steps == 0) {
                to = from;
            }
            if (present[from]) {
                move.step(from, to++);
            }
        }
    }

    /** Copies a step of all steps of all samples to the place of an earlier one. */
    private interface Move {
        void step(int from, int to);
    }
}
