package dev.lamina.runtime;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** The sums of {@link Sums}, with the same bits, on vectors: each lane is a sum of its own. */
@NotOnAndroid
public final class VectorSums {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();

    private VectorSums() {}

    /** {@link Sums#rows}. */
    public static void rows(float[] from, int fromAt, float[] to, int toAt, int first, int end, int rows, int row) {
        pixels(from, fromAt, to, toAt, first, end, 0, 1, 0, 1, 0, rows, row);
    }

    /** {@link Sums#steps}. */
    public static void steps(
            float[] from,
            int fromAt,
            float[] to,
            int toAt,
            int first,
            int end,
            int samples,
            int sample,
            int steps,
            int step) {
        pixels(from, fromAt, to, toAt, first, end, 0, 1, 0, samples, sample, steps, step);
    }

    /** {@link Sums#pixels}. */
    public static void pixels(
            float[] from,
            int fromAt,
            float[] to,
            int toAt,
            int first,
            int end,
            int skipped,
            int samples,
            int sample,
            int rows,
            int row,
            int columns,
            int column) {
        int rest = end - (end - first) % LANES;
        Arrays.fill(to, toAt + first, toAt + rest, 0f);
        for (int n = 0; n < samples; n++) {
            for (int r = 0; r < rows; r++) {
                addRow(from, fromAt + skipped + n * sample + r * row, to, toAt, first, rest, columns, column);
            }
        }
        if (rest < end) {
            Sums.pixels(from, fromAt, to, toAt, rest, end, skipped, samples, sample, rows, row, columns, column);
        }
    }

    /** Adds a row of pixels. Sums are in memory between rows: HotSpot on Java 17 makes objects of vectors that several loops hand on. */
    private static void addRow(
            float[] from, int fromAt, float[] to, int toAt, int first, int end, int columns, int column) {
        int i = first;
        for (; i <= end - 4 * LANES; i += 4 * LANES) { // four, because an addition takes three or four cycles
            FloatVector sum0 = FloatVector.fromArray(SPECIES, to, toAt + i);
            FloatVector sum1 = FloatVector.fromArray(SPECIES, to, toAt + i + LANES);
            FloatVector sum2 = FloatVector.fromArray(SPECIES, to, toAt + i + 2 * LANES);
            FloatVector sum3 = FloatVector.fromArray(SPECIES, to, toAt + i + 3 * LANES);
            for (int c = 0; c < columns; c++) {
                int at = fromAt + c * column + i;
                sum0 = sum0.add(FloatVector.fromArray(SPECIES, from, at));
                sum1 = sum1.add(FloatVector.fromArray(SPECIES, from, at + LANES));
                sum2 = sum2.add(FloatVector.fromArray(SPECIES, from, at + 2 * LANES));
                sum3 = sum3.add(FloatVector.fromArray(SPECIES, from, at + 3 * LANES));
            }
            sum0.intoArray(to, toAt + i);
            sum1.intoArray(to, toAt + i + LANES);
            sum2.intoArray(to, toAt + i + 2 * LANES);
            sum3.intoArray(to, toAt + i + 3 * LANES);
        }
        for (; i < end; i += LANES) {
            FloatVector sum = FloatVector.fromArray(SPECIES, to, toAt + i);
            for (int c = 0; c < columns; c++) {
                sum = sum.add(FloatVector.fromArray(SPECIES, from, fromAt + c * column + i));
            }
            sum.intoArray(to, toAt + i);
        }
    }
}
