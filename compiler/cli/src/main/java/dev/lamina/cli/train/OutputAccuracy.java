package dev.lamina.cli.train;

/**
 * The share of the labels of one output that an epoch's steps predicted correctly; NaN if no label counted.
 *
 * @param output the name of the output
 */
public record OutputAccuracy(String output, double accuracy) {}
