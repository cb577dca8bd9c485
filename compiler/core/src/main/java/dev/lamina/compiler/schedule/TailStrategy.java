package dev.lamina.compiler.schedule;

/** What becomes of the tail of an axis: the points that are left where the extent is not a multiple of the step. */
public enum TailStrategy {
    /** There is no tail: the step divides the extent, or the loop ends in padding. It costs nothing. */
    NONE,

    /**
     * The last vector reaches beyond the extent, into padding that the layout provides. This needs no more code and no more branches; up to
     * LANES - 1 lanes compute what nobody reads, and every sample pays for the padding in memory.
     */
    PADDED,

    /**
     * The tail is done float by float. This needs no padding, but a second copy of the body (of a tile: a second method), and up to
     * LANES - 1 iterations that each take as long as a vector's.
     */
    FLOATS,

    /**
     * Smaller tiles (or panels) do the tail. This needs no padding, but a second method. A tile with fewer sums loads more for each of them, and
     * with fewer than eight it waits for the latency of the products: one row instead of four takes about as long as the four.
     */
    SMALLER_TILES,

    /** The last inner loop ends early, at the smaller of two bounds. This needs no more code, but the inner extent is no longer a constant. */
    CLIPPED;

    /** The exception for a strategy that an axis does not know, so that switches stay exhaustive. */
    public IllegalStateException notHere(String axis) {
        return new IllegalStateException(this + " is no strategy for " + axis);
    }
}
