package dev.lamina.cli.data;

import java.util.Arrays;

/** Samples while their number is not known yet: rows that grow as a file is read. */
final class SampleRows {

    private final Expected expected;
    private float[] inputs = new float[0];
    private int[] labels = new int[0];
    private float[] targets = new float[0];
    private int count;

    SampleRows(Expected expected) {
        this.expected = expected;
    }

    /** Makes room for another sample. */
    void open(String place) {
        inputs = grown(inputs, expected.inputs(), place);
        targets = grown(targets, expected.targets(), place);
        if (expected.wantsLabels() && count == labels.length) {
            labels = Arrays.copyOf(labels, inputs.length / expected.inputs());
        }
    }

    void input(int index, float value) {
        inputs[count * expected.inputs() + index] = value;
    }

    void label(int value) {
        labels[count] = value;
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
        float[] all = Arrays.copyOf(inputs, count * expected.inputs());
        return expected.wantsLabels()
                ? Samples.labelled(expected.inputs(), all, Arrays.copyOf(labels, count))
                : Samples.numbers(
                        expected.inputs(), all, expected.targets(), Arrays.copyOf(targets, count * expected.targets()));
    }

    private float[] grown(float[] rows, int width, String place) {
        long needed = (count + 1L) * width;
        if (needed <= rows.length) {
            return rows;
        }
        // An array's size is an int; 8 less is what every JVM can allocate.
        long limit = Integer.MAX_VALUE - 8L;
        if (needed > limit) {
            throw new DataException(
                    place, "more than " + count + " samples of " + width + " numbers do not fit into memory");
        }
        long wanted = Math.min(limit / width * width, needed * 2);
        return Arrays.copyOf(rows, (int) wanted);
    }
}
