package dev.lamina.compiler.graph;

/**
 * The place of a value in the workspace, for a capacity of one sample. Shared regions come first; offset and length of a batched region
 * are multiplied by the capacity.
 *
 * @param batched whether each sample has its own part; else all samples share the region
 * @param offset the index of the first float among the regions of the same kind
 * @param length the number of floats
 * @param from the number of the first node that needs the value
 * @param to the number of the last node that needs it
 */
public record Region(boolean batched, int offset, int length, int from, int to) {}
