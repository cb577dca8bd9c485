package dev.lamina.compiler.layer.optimizer;

/**
 * Trained parameters that lie one behind the other and have one rate.
 *
 * @param name what it is called in dumps: empty if it has the optimizer's rate, else its first label
 * @param from the index of its first float in the array of all parameters
 * @param floats the number of its floats, with the padding between parameters
 * @param factor its rate divided by the optimizer's
 */
public record ParameterGroup(String name, int from, int floats, double factor) {}
