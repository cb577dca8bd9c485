package dev.lamina.cli.data;

import dev.lamina.compiler.NetworkInput;
import java.util.Arrays;

/** Samples while their number is not known yet: rows that grow as a file is read. */
final class SampleRows {

    private final Expected expected;
    private float[] inputs = new float[0];
    private int[] tokens = new int[0];
    private int[] labels = new int[0];
    private float[] targets = new float[0];
    private int count;

    SampleRows(Expected expected) {
        this.expected = expected;
    }

    /** Makes room for another sample. */
    void open(String place) {
        if (expected.wantsTokens()) {
            tokens = Arrays.copyOf(tokens, grown(tokens.length, expected.inputs(), place));
        } else {
            inputs = Arrays.copyOf(inputs, grown(inputs.length, expected.inputs(), place));
        }
        targets = Arrays.copyOf(targets, grown(targets.length, expected.targets(), place));
        labels = Arrays.copyOf(labels, grown(labels.length, expected.labels(), place));
    }

    void input(int index, float value) {
        inputs[count * expected.inputs() + index] = value;
    }

    void token(int index, int value) {
        tokens[count * expected.inputs() + index] = value;
    }

    void label(int index, int value) {
        labels[count * expected.labels() + index] = value;
    }

    void target(int index, float value) {
        targets[count * expected.targets() + index] = value;
    }

    void close() {
        count++;
    }

    Samples samples(String place) {
        if (count == 0) {
            throw new DataException(place, "there are no samples in it");
        }
        int size = expected.inputs();
        NetworkInput all = expected.wantsTokens()
                ? NetworkInput.of(Arrays.copyOf(tokens, count * size))
                : NetworkInput.of(Arrays.copyOf(inputs, count * size));
        return expected.wantsLabels()
                ? Samples.labelled(size, all, expected.labels(), Arrays.copyOf(labels, count * expected.labels()))
                : Samples.numbers(size, all, expected.targets(), Arrays.copyOf(targets, count * expected.targets()));
    }

    /** How long rows of that length must be to take another sample. */
    private int grown(int length, int width, String place) {
        long needed = (count + 1L) * width;
        if (needed <= length) {
            return length;
        }
        // An array's size is an int; 8 less is what every JVM can allocate.
        long limit = Integer.MAX_VALUE - 8L;
        if (needed > limit) {
            throw new DataException(
                    place, "more than " + count + " samples of " + width + " numbers do not fit into memory");
        }
        return (int) Math.min(limit / width * width, needed * 2);
    }
}
