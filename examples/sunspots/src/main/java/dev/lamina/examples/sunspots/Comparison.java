package dev.lamina.examples.sunspots;

import java.util.Arrays;

/**
 * Forecasts of the last years of a series beside the truth; each knows all years before the one it is for.
 *
 * @param network what a network says of each of the last years
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares them, and charts take arrays
record Comparison(YearlySeries series, double[] network) {

    /** The sun's cycle in years. */
    private static final int CYCLE = 11;

    double[] truth() {
        return before(0);
    }

    /** The number of the year before. */
    double[] persistence() {
        return before(1);
    }

    /** The number of a cycle before. */
    double[] seasonal() {
        return before(CYCLE);
    }

    double[] years() {
        double[] years = new double[network.length];
        Arrays.setAll(years, i -> series.first() + series.size() - network.length + i);
        return years;
    }

    private double[] before(int distance) {
        double[] values = new double[network.length];
        Arrays.setAll(values, i -> series.values()[series.size() - network.length + i - distance]);
        return values;
    }

    /** The root of the mean squared error of a forecast. */
    double error(double[] forecast) {
        double[] truth = truth();
        double sum = 0;
        for (int i = 0; i < truth.length; i++) {
            sum += (forecast[i] - truth[i]) * (forecast[i] - truth[i]);
        }
        return Math.sqrt(sum / truth.length);
    }
}
