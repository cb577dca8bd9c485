package dev.lamina.cli.data;

import dev.lamina.runtime.Scaling;

/**
 * Mean, standard deviation and range of each feature of some samples, summed up in double precision. Padding and cells without a value
 * are left out.
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares them
public record FeatureStatistics(double[] mean, double[] deviation, float[] least, float[] most) {

    /** The statistics of an input or a target. */
    public static FeatureStatistics of(ScaledPort port, Samples samples) {
        Sums sums = new Sums(port.features(), port.inner());
        return port.isInput()
                ? sums.over(visitor -> samples.eachInput(port.number(), visitor))
                : sums.over(visitor -> samples.eachTarget(port.number(), visitor));
    }

    /** The number of features. */
    public int features() {
        return mean.length;
    }

    /** The range of a feature. */
    public double range(int feature) {
        return (double) most[feature] - least[feature];
    }

    /** The scaling that gives each feature mean 0 and standard deviation 1; a constant feature becomes 0. */
    public Scaling standardised() {
        float[] offset = new float[mean.length];
        float[] divisor = new float[mean.length];
        for (int i = 0; i < offset.length; i++) {
            boolean spread = most[i] > least[i] && (float) deviation[i] > 0;
            // A sum of equal numbers is rounded, so that their mean may be another number.
            float middle = spread ? (float) mean[i] : least[i];
            // A mean of 0 is written as -0, so that a single feature is told from numbers that are only divided.
            offset[i] = middle == 0 ? -0f : middle;
            divisor[i] = spread ? (float) deviation[i] : 1;
        }
        return Scaling.of(offset, divisor);
    }

    /** A pass over all rows of some samples. */
    private interface SampleLoop {
        void over(Samples.RowVisitor visitor);
    }

    /** Computes the statistics in two passes: the squares of deviations from a known mean add up with little rounding error. */
    private static final class Sums {
        private final int inner;
        private final long[] count;
        private final double[] mean;
        private final double[] squares;
        private final float[] least;
        private final float[] most;

        Sums(int features, int inner) {
            this.inner = inner;
            count = new long[features];
            mean = new double[features];
            squares = new double[features];
            least = new float[features];
            most = new float[features];
        }

        FeatureStatistics over(SampleLoop pass) {
            pass.over(this::add);
            for (int i = 0; i < mean.length; i++) {
                mean[i] /= Math.max(1, count[i]);
            }
            pass.over(this::square);
            for (int i = 0; i < squares.length; i++) {
                squares[i] = Math.sqrt(squares[i] / Math.max(1, count[i]));
            }
            return new FeatureStatistics(mean, squares, least, most);
        }

        private void add(float[] values, int from, int length) {
            for (int i = 0; i < length; i++) {
                float value = values[from + i];
                int feature = i / inner % mean.length;
                if (!Float.isNaN(value)) {
                    mean[feature] += value;
                    least[feature] = count[feature] == 0 ? value : Math.min(least[feature], value);
                    most[feature] = count[feature] == 0 ? value : Math.max(most[feature], value);
                    count[feature]++;
                }
            }
        }

        private void square(float[] values, int from, int length) {
            for (int i = 0; i < length; i++) {
                int feature = i / inner % mean.length;
                double difference = values[from + i] - mean[feature];
                squares[feature] += Double.isNaN(difference) ? 0 : difference * difference;
            }
        }
    }
}
