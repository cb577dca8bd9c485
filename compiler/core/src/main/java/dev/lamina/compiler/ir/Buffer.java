package dev.lamina.compiler.ir;

import java.util.List;

/**
 * An array that a kernel works on, named by its role there ("input", "weight"). The caller passes an array and the index of the first
 * element.
 */
public record Buffer(String name, Element element) {
    /** The type of the elements. */
    public enum Element {
        FLOAT,
        INT
    }

    /** The number of time steps of each sample of a call, of the steps that its loops run over. */
    public static final Buffer LENGTHS = ints("lengths");

    /** As {@link #LENGTHS}, of the operand of a kernel whose result has another number of steps; it follows LENGTHS. */
    public static final Buffer OPERAND_LENGTHS = ints("operandLengths");

    /** The arrays of lengths. A kernel takes those that it uses, in this order, after the arrays of its values. */
    public static final List<Buffer> ALL_LENGTHS = List.of(LENGTHS, OPERAND_LENGTHS);

    /** Scratch memory for the packed operands and partial sums of the scalar target; the generated class calls it {@code rows}. */
    public static final Buffer SCRATCH = floats("rows");

    /** Whether its first element is always at index 0. C2 does not vectorise loops over an array with an offset known at run time only. */
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
