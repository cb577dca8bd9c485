package dev.lamina.compiler.op;

/**
 * What a pass may fuse behind an operation: a pointwise function that is applied to each element before it is stored. All but
 * {@link #NONE} promise that each element is stored once, by {@link Lowering#store}.
 */
public enum Epilogue {
    /** Nothing: the operation stores an element more than once, or does not store it by {@link Lowering#store}. */
    NONE,
    /** An element is a sum of products, in one of the registers of a tile. */
    PRODUCT,
    /** An element is computed from a window of an image. */
    WINDOW,
    /** An element is computed from the elements of the operands at the same place. */
    POINTWISE
}
