package dev.lamina.cli.train;

/** The score of an epoch's final parameters on the held-out samples. */
public record EpochScore(int epoch, Score score) {}
