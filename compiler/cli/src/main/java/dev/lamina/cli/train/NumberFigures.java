package dev.lamina.cli.train;

import org.jspecify.annotations.Nullable;

/**
 * How well a network predicts one number of a target, in the units of the data.
 *
 * @param rootMeanSquaredError the root of the mean squared error
 * @param meanAbsoluteError the mean of the absolute errors
 * @param determination the coefficient of determination, R²: 1 - Σ (y - t)² / Σ (t - mean of t)²; null if all targets are the same
 */
public record NumberFigures(
        double rootMeanSquaredError,
        double meanAbsoluteError,
        @Nullable Double determination) {}
