package dev.lamina.compiler.schedule;

/** What becomes of the end of an axis that steps of one size do not fill. */
public enum TailStrategy {
    /** There is none: whole steps fill the axis. It costs nothing, but the extent has to be known, or padded by those who call. */
    NONE,

    /**
     * The last vector reaches beyond the extent, into room that the layout keeps. No more code, no more branches; up to LANES - 1 lanes
     * compute what nobody reads, and the memory is there for each row.
     */
    PADDED,

    /**
     * The rest is done float by float. It needs no room, but the body a second time (for a tile, a second method), and up to LANES - 1
     * rounds that each take as long as a vector's.
     */
    FLOATS,

    /**
     * A tile of a second, smaller size does the rest. It needs no room, but a second method; a tile of fewer sums reads more for each of
     * them, and below eight sums waits for the latency of the products: one row instead of four takes about as long as the four.
     */
    SMALLER_TILES,

    /** The last round of a loop within ends early, at the smaller of two bounds: no more code, but an extent that no compiler knows. */
    CLIPPED
}
