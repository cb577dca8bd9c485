package dev.lamina.compiler.ir;

import dev.lamina.compiler.schedule.packed.PackedLoops;

/** An array a kernel works on, by its role there ("input", "weight"); which array and from where on is the caller's business. */
public record Buffer(String name, Element element) {
    /** What the array holds. */
    public enum Element {
        FLOAT,
        INT
    }

    /** How many steps each sample of a call has: a kernel that asks is handed them behind its other arrays. */
    public static final Buffer LENGTHS = ints("lengths");

    /** Where the scalar target lays operands and sums side by side: see {@link PackedLoops}. */
    public static final Buffer SCRATCH = floats("rows");

    /** Whether it needs no index to start at: a sum of that and a loop's index would keep vectors from being made of the loop. */
    public boolean startsAtZero() {
        return equals(SCRATCH);
    }

    public static Buffer floats(String name) {
        return new Buffer(name, Element.FLOAT);
    }

    public static Buffer ints(String name) {
        return new Buffer(name, Element.INT);
    }

    @Override
    public String toString() {
        return name;
    }
}
