package dev.lamina.compiler.loop;

/** Turns a kernel's contractions and lanes into loops that a target runs fast, without changing the order of any sum. */
public interface Schedule {
    /** Rows of lanes are padded to a multiple of this many floats, so that vectors of 4, 8 or 16 lanes need no remainder. */
    int ALIGNMENT = 16;

    Kernel apply(Kernel kernel);
}
