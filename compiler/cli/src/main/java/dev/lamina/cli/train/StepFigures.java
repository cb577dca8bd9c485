package dev.lamina.cli.train;

/**
 * What the steps of an epoch were like.
 *
 * @param rate the learning rate of the last one
 * @param meanNorm the mean of the norms of their gradients, before they were clipped
 * @param largestNorm the largest of these norms
 */
public record StepFigures(float rate, double meanNorm, double largestNorm) {}
