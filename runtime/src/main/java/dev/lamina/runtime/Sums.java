package dev.lamina.runtime;

/**
 * Sums of rows of floats: the gradients of biases, and other sums over a batch. Each sum begins at 0 and adds its rows in their order, so
 * {@link VectorSums} gives the same bits.
 *
 * <p>Generated classes call it; nobody else has to.
 */
public final class Sums {
    private Sums() {}

    /**
     * Stores {@code to[toAt + i]} = Σ {@code from[fromAt + r * row + i]} over {@code rows} rows r, for each i from {@code first} to below
     * {@code end}.
     *
     * @param row the distance between rows
     */
    public static void rows(float[] from, int fromAt, float[] to, int toAt, int first, int end, int rows, int row) {
        pixels(from, fromAt, to, toAt, first, end, 0, 1, 0, 1, 0, rows, row);
    }

    /**
     * Stores {@code to[toAt + i]} = Σ {@code from[fromAt + n * sample + t * step + i]} over the samples n, in each over the steps t, for each i
     * from {@code first} to below {@code end}.
     *
     * @param sample the distance between samples
     * @param step the distance between steps of a sample
     */
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

    /**
     * Stores {@code to[toAt + i]} = Σ {@code from[fromAt + skipped + n * sample + r * row + c * column + i]} over the samples n, in each over
     * the rows r, and in each over the columns c, for each i from {@code first} to below {@code end}.
     *
     * @param skipped the floats before the first pixel of the first sample
     * @param sample the distance between samples
     * @param row the distance between rows of pixels
     * @param column the distance between pixels of a row
     */
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
        int start = fromAt + skipped;
        int i = first;
        while (i < end) {
            if (end - first >= 8) {
                i = Math.min(i, end - 8); // the last eight may begin with sums that are there already
                eight(from, start + i, to, toAt + i, samples, sample, rows, row, columns, column);
                i += 8;
            } else if (end - first >= 4) {
                i = Math.min(i, end - 4);
                four(from, start + i, to, toAt + i, samples, sample, rows, row, columns, column);
                i += 4;
            } else {
                one(from, start + i, to, toAt + i, samples, sample, rows, row, columns, column);
                i++;
            }
        }
    }

    private static void eight(
            float[] from,
            int fromAt,
            float[] to,
            int toAt,
            int samples,
            int sample,
            int rows,
            int row,
            int columns,
            int column) {
        float sum0 = 0, sum1 = 0, sum2 = 0, sum3 = 0, sum4 = 0, sum5 = 0, sum6 = 0, sum7 = 0;
        for (int n = 0; n < samples; n++) {
            for (int r = 0; r < rows; r++) {
                for (int c = 0; c < columns; c++) {
                    int at = fromAt + n * sample + r * row + c * column;
                    sum0 += from[at];
                    sum1 += from[at + 1];
                    sum2 += from[at + 2];
                    sum3 += from[at + 3];
                    sum4 += from[at + 4];
                    sum5 += from[at + 5];
                    sum6 += from[at + 6];
                    sum7 += from[at + 7];
                }
            }
        }
        to[toAt] = sum0;
        to[toAt + 1] = sum1;
        to[toAt + 2] = sum2;
        to[toAt + 3] = sum3;
        to[toAt + 4] = sum4;
        to[toAt + 5] = sum5;
        to[toAt + 6] = sum6;
        to[toAt + 7] = sum7;
    }

    private static void four(
            float[] from,
            int fromAt,
            float[] to,
            int toAt,
            int samples,
            int sample,
            int rows,
            int row,
            int columns,
            int column) {
        float sum0 = 0, sum1 = 0, sum2 = 0, sum3 = 0;
        for (int n = 0; n < samples; n++) {
            for (int r = 0; r < rows; r++) {
                for (int c = 0; c < columns; c++) {
                    int at = fromAt + n * sample + r * row + c * column;
                    sum0 += from[at];
                    sum1 += from[at + 1];
                    sum2 += from[at + 2];
                    sum3 += from[at + 3];
                }
            }
        }
        to[toAt] = sum0;
        to[toAt + 1] = sum1;
        to[toAt + 2] = sum2;
        to[toAt + 3] = sum3;
    }

    private static void one(
            float[] from,
            int fromAt,
            float[] to,
            int toAt,
            int samples,
            int sample,
            int rows,
            int row,
            int columns,
            int column) {
        float sum = 0;
        for (int n = 0; n < samples; n++) {
            for (int r = 0; r < rows; r++) {
                for (int c = 0; c < columns; c++) {
                    sum += from[fromAt + n * sample + r * row + c * column];
                }
            }
        }
        to[toAt] = sum;
    }
}
