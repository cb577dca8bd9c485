package dev.lamina.cli.train;

/**
 * How long and in which portions to train.
 *
 * @param epochs how often each sample is seen
 * @param batch samples of a step
 * @param seed keys the order of the samples
 */
public record TrainingPlan(int epochs, int batch, long seed) {}
