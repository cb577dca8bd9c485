package dev.lamina.compiler.ir;

import java.util.List;

/** A value that a kernel computes. It is a vector if it contains a vector load or a vector variable, and then its floats are broadcast. */
public sealed interface Expression {
    /** A literal. */
    record Constant(float value) implements Leaf {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.constant(this);
        }
    }

    /** A float argument of the kernel, such as a learning rate. */
    record Argument(String name) implements Leaf {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.argument(this);
        }
    }

    /** The element of a buffer at an index, or the vector of LANES elements that begins there. An INT element is converted to float. */
    record Load(Buffer buffer, Affine index, boolean vector) implements Leaf {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.load(this);
        }
    }

    /** The value of a local variable. */
    record Local(Variable variable) implements Leaf {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.local(this);
        }
    }

    /** A whole number, such as the index of a loop, converted to float. */
    record IndexAsFloat(Affine value) implements Leaf {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.indexAsFloat(this);
        }
    }

    /** A function of one operand. */
    record Unary(UnaryOperator operator, Expression operand) implements Expression {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.unary(this);
        }

        @Override
        public List<Expression> operands() {
            return List.of(operand);
        }
    }

    /** A function of two operands. */
    record Binary(BinaryOperator operator, Expression left, Expression right) implements Expression {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.binary(this);
        }

        @Override
        public List<Expression> operands() {
            return List.of(left, right);
        }
    }

    /** Multiply-add: a · b + c, rounded once. */
    record Fma(Expression a, Expression b, Expression c) implements Expression {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.fma(this);
        }

        @Override
        public List<Expression> operands() {
            return List.of(a, b, c);
        }
    }

    /** {@code then} where a comparison holds, else {@code otherwise}. No comparison with NaN holds, except NOT_EQUAL. */
    record Select(Comparison comparison, Expression left, Expression right, Expression then, Expression otherwise)
            implements Expression {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.select(this);
        }

        @Override
        public List<Expression> operands() {
            return List.of(left, right, then, otherwise);
        }
    }

    /** A random float in [0, 1), which the counter-based generator computes from (seed, step, stream, element); never a vector. */
    record Uniform(int stream, Affine element) implements Leaf {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.uniform(this);
        }
    }

    /** A placeholder for operand {@code index} of a pointwise function, until that is lowered. */
    record Operand(int index) implements Leaf {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.operand(this);
        }
    }

    /** Functions of one operand. */
    enum UnaryOperator {
        NEGATE,
        ABSOLUTE,
        SQUARE_ROOT,
        EXP,
        LOG,
        TANH,
        SIGMOID;

        /** Whether its code is long. No vector expression may contain such a function: see {@link Statement.Apply}. */
        public boolean isTranscendental() {
            return switch (this) {
                case EXP, LOG, TANH, SIGMOID -> true;
                default -> false;
            };
        }
    }

    /** Functions of two operands. MAX and MIN give NaN if an operand is NaN. */
    enum BinaryOperator {
        ADD,
        SUBTRACT,
        MULTIPLY,
        DIVIDE,
        MAX,
        MIN
    }

    /** Comparisons of two floats. */
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

    /** The operands of this expression, in order. */
    List<Expression> operands();

    /** Calls the visitor's method for this form. */
    <R> R accept(Visitor<R> visitor);

    /** An expression without operands. */
    sealed interface Leaf extends Expression {
        @Override
        default List<Expression> operands() {
            return List.of();
        }
    }

    /**
     * Has a method for each form of expression. A new form gets a method here, so every visitor that does not handle it fails to compile.
     */
    interface Visitor<R> {
        R constant(Constant constant);

        R argument(Argument argument);

        R load(Load load);

        R local(Local local);

        R indexAsFloat(IndexAsFloat conversion);

        R unary(Unary unary);

        R binary(Binary binary);

        R fma(Fma fma);

        R select(Select select);

        R uniform(Uniform uniform);

        R operand(Operand operand);
    }
}
