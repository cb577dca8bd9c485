package dev.lamina.compiler.graph;

/**
 * Where in the workspace a value lies: at fixed + capacity · perSample floats.
 *
 * @param from the first node that needs it, {@code to} the last
 */
public record Region(boolean batched, int offset, int length, int from, int to) {}
