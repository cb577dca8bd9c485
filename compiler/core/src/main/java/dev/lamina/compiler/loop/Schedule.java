package dev.lamina.compiler.loop;

/** Turns a kernel's contractions and lanes into loops that a target runs fast, without changing the order of any sum. */
public interface Schedule {
    /** Rows of lanes are padded to a multiple of this many floats, so that vectors of 4, 8 or 16 lanes need no remainder. */
    int ALIGNMENT = 16;

    /**
     * Columns of a panel of weights. A tile of vectors reads a part of each row of a panel: of rows of 64 floats, that would be in a
     * quarter of the first cache's sets; rows of 32 are read as a whole where there is one sample only.
     */
    int PANEL = 32;

    /** What the number of samples or of steps of a call is taken for, where a decision depends on it. */
    int USUAL_CALL = 32;

    Kernel apply(Kernel kernel);
}
