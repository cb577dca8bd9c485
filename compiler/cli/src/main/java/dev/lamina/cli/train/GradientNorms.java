package dev.lamina.cli.train;

/** The norms of the gradients of the steps of an epoch. */
final class GradientNorms {
    private double sum;
    private double largest;
    private int count;

    void add(double norm) {
        sum += norm;
        largest = Math.max(largest, norm);
        count++;
    }

    double mean() {
        return count == 0 ? 0 : sum / count;
    }

    double largest() {
        return largest;
    }

    void clear() {
        sum = 0;
        largest = 0;
        count = 0;
    }
}
