package dev.lamina.compiler.schedule;

/** How a loop handles the tail of an axis: the points that remain if the extent is not a multiple of the step. */
public enum TailStrategy {
    /** There is no tail, because the step divides the extent. It costs nothing. */
    NONE,

    /**
     * The last vector reaches beyond the extent, into padding that the layout provides. This needs no more code and no more branches. But
     * up to LANES - 1 lanes compute numbers that nobody reads, and each sample needs memory for the padding.
     */
    PADDED,

    /**
     * A second loop computes the tail float by float. This needs no padding, but a second copy of the body (for a tile: a second method),
     * and up to LANES - 1 iterations, each of which takes as long as one with a vector.
     */
    FLOATS,

    /**
     * Smaller tiles (or panels) compute the tail. This needs no padding, but a second method. A tile with fewer sums loads more for each of
     * them. With fewer than eight sums it also waits for the latency of multiply-adds: a tile of one row takes about as long as a tile of
     * four rows.
     */
    SMALLER_TILES,

    /**
     * The last inner loop ends early, at the smaller of two bounds. This needs no more code, but the inner extent is no longer a constant.
     */
    CLIPPED;

    /** The exception for a strategy that an axis does not use. With it, switches over all strategies stay exhaustive. */
    public IllegalStateException notHere(String axis) {
        return new IllegalStateException(this + " is no strategy for " + axis);
    }
}
