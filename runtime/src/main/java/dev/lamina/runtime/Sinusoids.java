package dev.lamina.runtime;

/**
 * The positions of Vaswani et al., Attention Is All You Need (2017), section 3.5: w[t, 2i] = sin(t / 10000^(2i / F)), w[t, 2i + 1] = cos(t /
 * 10000^(2i / F)) for the steps t and F features. With an odd number of features the last one is a sine. The values are computed in double
 * with {@link StrictMath}, then rounded, so they have the same bits on every machine.
 */
public final class Sinusoids {
    private static final double LONGEST = 10_000;

    private Sinusoids() {}

    /**
     * The table, step by step.
     *
     * @param row the floats of a step; those behind the features are 0
     * @return {@code steps * row} floats
     */
    public static float[] table(int steps, int features, int row) {
        float[] table = new float[Math.multiplyExact(steps, row)];
        for (int feature = 0; feature < features; feature++) {
            double wavelength = StrictMath.pow(LONGEST, (double) (feature - feature % 2) / features);
            for (int step = 0; step < steps; step++) {
                double angle = step / wavelength;
                table[step * row + feature] =
                        (float) (feature % 2 == 0 ? StrictMath.sin(angle) : StrictMath.cos(angle));
            }
        }
        return table;
    }
}
