package dev.lamina.compiler.layer;

import dev.lamina.compiler.loop.Expression;

/** Adds a bias along the lanes: an operation of its own, so that a pass fuses it like any other. */
final class Bias {
    static final Pointwise ADD = new Pointwise("bias", new Expression.Operand(0).plus(new Expression.Operand(1)));

    private Bias() {}
}
