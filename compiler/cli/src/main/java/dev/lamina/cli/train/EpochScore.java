package dev.lamina.cli.train;

/** How the parameters that an epoch ended with predict the held-out samples. */
public record EpochScore(int epoch, Score score) {}
