package dev.lamina.cli.train;

/**
 * How well a network with several outputs predicts one of them.
 *
 * @param output the name of the output
 * @param labelled whether a loss compares it with labels
 */
public record OutputScore(String output, boolean labelled, Score score) {}
