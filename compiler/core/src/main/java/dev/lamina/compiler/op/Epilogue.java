package dev.lamina.compiler.op;

/**
 * The kind of an operation that a pass may fuse pointwise functions into. A fused function is applied to each element before the element is
 * stored. An operation with any kind but {@link #NONE} promises to store each element once, by {@link Lowering#store}.
 */
public enum Epilogue {
    /** Nothing can be fused: the operation stores an element more than once, or does not store it by {@link Lowering#store}. */
    NONE,
    /** Each element is a sum of products, which is in a register of a tile. */
    PRODUCT,
    /** Each element is computed from a window of an image, or from all of its pixels, or from all steps of a sequence. */
    WINDOW,
    /** Each element is computed from the elements of the operands at the same coordinates. */
    POINTWISE
}
