package dev.lamina.compiler.loop;

import java.util.List;

/** What a kernel computes: a float, or a vector of floats where a load or a variable in it is one (floats beside it are broadcast). */
public sealed interface Expression {
    /** A literal. */
    record Constant(float value) implements Expression {}

    /** A float handed to the kernel by its caller, such as a learning rate. */
    record Argument(String name) implements Expression {}

    /** An element of a buffer, or LANES neighbours from there on; of an INT buffer, the number as a float. */
    record Load(Buffer buffer, Affine index, boolean vector) implements Expression {}

    /** The value of a local variable. */
    record Local(Variable variable) implements Expression {}

    /** A whole number as a float, such as a loop's index. */
    record Position(Affine value) implements Expression {}

    /** A function of one operand. */
    record Unary(UnaryOperator operator, Expression operand) implements Expression {}

    /** A function of two operands. */
    record Binary(BinaryOperator operator, Expression left, Expression right) implements Expression {}

    /** a · b + c with one rounding. */
    record Fma(Expression a, Expression b, Expression c) implements Expression {}

    /** {@code then} where the comparison holds, else {@code otherwise}. A comparison with NaN does not hold (NOT_EQUAL does). */
    record Select(Comparison comparison, Expression left, Expression right, Expression then, Expression otherwise)
            implements Expression {}

    /** A float of [0, 1) drawn by the counter-based generator for (seed, step, stream, element); never a vector. */
    record Uniform(int stream, Affine element) implements Expression {}

    /** Stands for operand {@code index} of a pointwise function until that is lowered. */
    record Operand(int index) implements Expression {}

    /** Functions of one operand. */
    enum UnaryOperator {
        NEGATE,
        ABSOLUTE,
        SQUARE_ROOT,
        EXP,
        LOG,
        TANH,
        SIGMOID;

        /** Whether it takes many operations: see {@link Statement.Apply}. */
        public boolean isTranscendental() {
            return switch (this) {
                case EXP, LOG, TANH, SIGMOID -> true;
                default -> false;
            };
        }
    }

    /** Functions of two operands; MAX and MIN are NaN where an operand is. */
    enum BinaryOperator {
        ADD,
        SUBTRACT,
        MULTIPLY,
        DIVIDE,
        MAX,
        MIN
    }

    /** Comparisons. */
    enum Comparison {
        LESS,
        LESS_OR_EQUAL,
        GREATER,
        GREATER_OR_EQUAL,
        EQUAL,
        NOT_EQUAL
    }

    static Expression constant(float value) {
        return new Constant(value);
    }

    static Expression load(Buffer buffer, Affine index) {
        return new Load(buffer, index, false);
    }

    static Expression local(Variable variable) {
        return new Local(variable);
    }

    default Expression plus(Expression other) {
        return new Binary(BinaryOperator.ADD, this, other);
    }

    default Expression minus(Expression other) {
        return new Binary(BinaryOperator.SUBTRACT, this, other);
    }

    default Expression times(Expression other) {
        return new Binary(BinaryOperator.MULTIPLY, this, other);
    }

    default Expression dividedBy(Expression other) {
        return new Binary(BinaryOperator.DIVIDE, this, other);
    }

    default Expression max(Expression other) {
        return new Binary(BinaryOperator.MAX, this, other);
    }

    default Expression apply(UnaryOperator operator) {
        return new Unary(operator, this);
    }

    /** The expressions this one is a function of. */
    default List<Expression> operands() {
        if (this instanceof Unary unary) {
            return List.of(unary.operand());
        }
        if (this instanceof Binary binary) {
            return List.of(binary.left(), binary.right());
        }
        if (this instanceof Fma fma) {
            return List.of(fma.a(), fma.b(), fma.c());
        }
        if (this instanceof Select select) {
            return List.of(select.left(), select.right(), select.then(), select.otherwise());
        }
        return List.of();
    }
}
