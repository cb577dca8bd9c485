package dev.lamina.compiler.op;

import dev.lamina.compiler.ir.Expression;

/** Adds a bias along the lanes: an operation of its own, so that a pass fuses it like any other. */
public final class Bias {
    public static final Pointwise ADD =
            new Pointwise("bias", new Expression.Operand(0).plus(new Expression.Operand(1)));

    private Bias() {}
}
