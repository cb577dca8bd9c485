package dev.lamina.runtime;

/** Random matrices with orthonormal rows or columns, whichever are fewer. */
final class Orthogonal {

    private Orthogonal() {}

    /** Fills a matrix of {@code shape[0]} rows, given in row-major order. */
    static void fill(float[] values, int[] shape, long key) {
        int rows = shape[0];
        int columns = values.length / rows;
        boolean wide = rows <= columns;
        double[][] basis = basis(Math.min(rows, columns), Math.max(rows, columns), key);
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                values[row * columns + column] = (float) (wide ? basis[row][column] : basis[column][row]);
            }
        }
    }

    /** Normal vectors made orthonormal by Gram and Schmidt: uniform over all such bases. */
    private static double[][] basis(int vectors, int length, long key) {
        double[][] basis = new double[vectors][length];
        for (int v = 0; v < vectors; v++) {
            for (int i = 0; i < length; i++) {
                basis[v][i] = CounterRandom.normal(key, (long) v * length + i);
            }
            // Twice is enough (Kahan): the second round removes what rounding left of the first.
            removeProjections(basis, v);
            removeProjections(basis, v);
            double scale = 1 / Math.sqrt(dot(basis[v], basis[v]));
            for (int i = 0; i < length; i++) {
                basis[v][i] *= scale;
            }
        }
        return basis;
    }

    private static void removeProjections(double[][] basis, int from) {
        double[] vector = basis[from];
        for (int v = 0; v < from; v++) {
            double along = dot(basis[v], vector);
            for (int i = 0; i < vector.length; i++) {
                vector[i] -= along * basis[v][i];
            }
        }
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
