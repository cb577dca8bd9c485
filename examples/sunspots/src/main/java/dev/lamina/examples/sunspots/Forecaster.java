package dev.lamina.examples.sunspots;

import dev.lamina.compiler.LoadedNetwork;
import dev.lamina.runtime.CounterRandom;
import dev.lamina.runtime.Parameters;
import dev.lamina.runtime.Predictor;
import dev.lamina.runtime.Regressor;
import java.util.Arrays;

/** Learns to tell a year's number from those of the years before it. */
final class Forecaster {

    /** Networks like numbers near 1. */
    private static final float SCALE = 100;

    private final float[] scaled;
    private final int years;
    private final int batch;
    private final long seed;
    private final Parameters parameters;
    private final Regressor network;
    private final Predictor predictor;

    Forecaster(LoadedNetwork loaded, YearlySeries series, int batch, long seed) {
        scaled = new float[series.size()];
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] = series.values()[i] / SCALE;
        }
        this.batch = batch;
        this.seed = seed;
        parameters = loaded.newParameters(seed);
        network = (Regressor) loaded.trainer(parameters, loaded.newTrainingState(), batch);
        predictor = (Predictor) loaded.predictor(parameters, 1);
        years = network.inputSize();
    }

    /** How many years before it a forecast needs. */
    int years() {
        return years;
    }

    /**
     * Sees each year before {@code end} that has enough years before it once, in an order of the epoch's own; returns the mean
     * loss.
     */
    double epoch(int epoch, int end) {
        int[] order = new int[end - years];
        Arrays.setAll(order, i -> years + i);
        CounterRandom.shuffle(order, seed, epoch);
        double sum = 0;
        for (int from = 0; from < order.length; from += batch) {
            int size = Math.min(batch, order.length - from);
            float[] histories = new float[size * years];
            float[] truths = new float[size];
            for (int i = 0; i < size; i++) {
                int year = order[from + i];
                System.arraycopy(scaled, year - years, histories, i * years, years);
                truths[i] = scaled[year];
            }
            sum += (double) size * network.trainStep(histories, truths, size);
        }
        return sum / order.length;
    }

    /** The forecast for a year from the true numbers of the years before it. */
    double forecast(int year) {
        float[] forecast = new float[1];
        predictor.predict(Arrays.copyOfRange(scaled, year - years, year), 1, forecast);
        return (double) forecast[0] * SCALE;
    }
}
