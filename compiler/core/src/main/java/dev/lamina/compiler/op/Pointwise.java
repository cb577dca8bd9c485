package dev.lamina.compiler.op;

import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Buffer;
import dev.lamina.compiler.ir.Expression;
import dev.lamina.compiler.ir.ExpressionPredicate;
import dev.lamina.compiler.ir.Interpreter;
import dev.lamina.compiler.ir.Kernel;
import dev.lamina.compiler.ir.Rewrite;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.tensor.TensorType;
import dev.lamina.compiler.tensor.TensorView;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * The same function at every element. The result has the type of the first operand. An operand with one axis is broadcast along the lane
 * axis of a result with several: a bias, which all samples share, or a factor for each channel of an image.
 *
 * @param function the expression; {@link Expression.Operand} number i stands for operand i
 * @param monotone whether the function has one operand and never decreases in float arithmetic: then it may change places with a maximum
 * @param clampGradient the gradient of a clamp, a function such as relu that returns its operand or a constant. The gradient has the
 *     operands {@code dy} and {@code y}, and is 0 wherever y is the constant
 */
public record Pointwise(
        String name, List<String> operands, Expression function, boolean monotone, Optional<Pointwise> clampGradient)
        implements Operation {
    /** The sum of two values of one type. */
    public static final Pointwise SUM =
            Pointwise.of("sum", List.of("x", "other"), in -> in.get("x").plus(in.get("other")));

    /** The product of two values of one type, or of a value and a factor for each of its features. */
    public static final Pointwise PRODUCT =
            Pointwise.of("product", List.of("x", "factor"), in -> in.get("x").times(in.get("factor")));

    /** Adds a bias along the lane axis. It is an operation of its own so that passes fuse it as they fuse any function. */
    public static final Pointwise BIAS =
            Pointwise.of("bias", List.of("x", "bias"), in -> in.get("x").plus(in.get("bias")));

    public Pointwise {
        operands = List.copyOf(operands);
    }

    /** A function of operands with these names. */
    public static Pointwise of(
            String name, List<String> operands, Function<Operands<Expression>, Expression> function) {
        List<Expression> counted = IntStream.range(0, operands.size())
                .<Expression>mapToObj(Expression.Operand::new)
                .toList();
        return new Pointwise(
                name, operands, function.apply(new Operands<>(operands, counted)), false, Optional.empty());
    }

    /** A function of one operand, {@code x}. */
    public static Pointwise of(String name, Function<Expression, Expression> function) {
        return of(name, List.of("x"), in -> function.apply(in.get("x")));
    }

    /** The same function, declared {@link #monotone}. */
    public Pointwise asMonotone() {
        return new Pointwise(name, operands, function, true, clampGradient);
    }

    /** The same function, declared to be a monotone clamp with this {@link #clampGradient}. */
    public Pointwise asClamp(Pointwise gradient) {
        return new Pointwise(name, operands, function, true, Optional.of(gradient));
    }

    /** The first operand. The result has its type, and a pass fuses the function into the operation that computes it. */
    public String main() {
        return operands.get(0);
    }

    @Override
    public TensorType type(Operands<TensorType> types) {
        return types.get(main());
    }

    @Override
    public Epilogue epilogue() {
        return Epilogue.POINTWISE;
    }

    @Override
    public Optional<String> inPlaceOf() {
        return Optional.of(main());
    }

    @Override
    public Statement lower(Lowering lowering) {
        return lowering.everywhere((n, at) -> lowering.store(
                n, at, this, lowering.operands().map(each -> along(each, n, at)).values()));
    }

    /** Loads the element of {@code operand} for the result's element at {@code at}; one axis is broadcast along the lane axis. */
    public static Expression along(TensorView operand, Affine n, List<Affine> at) {
        boolean broadcast = operand.type().rank() == 1 && at.size() != 1;
        int lanes = at.size() == 3 ? 0 : at.size() - 1;
        return operand.load(n, broadcast ? List.of(at.get(lanes)) : at);
    }

    /** Whether it is the sum or the product of its two operands, which then may change places: the bits are the same. */
    public boolean isCommutative() {
        return operands.size() == 2
                && function instanceof Expression.Binary binary
                && (binary.operator() == Expression.BinaryOperator.ADD
                        || binary.operator() == Expression.BinaryOperator.MULTIPLY)
                && Set.copyOf(binary.operands()).equals(Set.of(new Expression.Operand(0), new Expression.Operand(1)));
    }

    /** The function's expression, with {@code values} in the place of its operands. */
    public Expression apply(List<Expression> values) {
        return new Rewrite() {
            @Override
            public Expression operand(Expression.Operand operand) {
                return values.get(operand.index());
            }
        }.expression(function);
    }

    /**
     * Whether the function calls a transcendental one such as exp, which takes many instructions. Passes fuse it into pointwise operations
     * only.
     */
    public boolean isTranscendental() {
        return new ExpressionPredicate() {
            @Override
            public Boolean unary(Expression.Unary unary) {
                return unary.operator().isTranscendental() || super.unary(unary);
            }
        }.holds(function);
    }

    /**
     * Whether a loop over the elements may run on into the padding lanes without changing their zeros, because the function of zeros is 0.
     * Transcendental functions are never computed in the padding lanes: schedules end their loops with the elements. If one is computed last,
     * a loop over its argument comes before, and the argument of zeros must be 0.
     */
    public boolean keepsPadding() {
        boolean last =
                function instanceof Expression.Unary unary && unary.operator().isTranscendental();
        if (isTranscendental() && !last) {
            return true;
        }
        Buffer result = new Buffer("result", Buffer.Element.FLOAT);
        Expression ofZeros = apply(Collections.nCopies(operands.size(), Expression.constant(0)));
        Expression atZero = last ? ((Expression.Unary) ofZeros).operand() : ofZeros;
        double[] value = new double[1];
        Kernel kernel = new Kernel("", List.of(result), List.of(), false, Statement.store(result, Affine.ZERO, atZero));
        Interpreter.run(kernel, new Interpreter.Call(Map.of(result, value), 1), 1);
        return value[0] == 0;
    }

    /** How many operations the function is written with: one that its expression has twice counts twice. */
    public int operations() {
        return operations(function);
    }

    private static int operations(Expression in) {
        return in.operands().stream().mapToInt(Pointwise::operations).sum() + (in instanceof Expression.Leaf ? 0 : 1);
    }

    /** How often the function reads operand {@code index}. */
    public int reads(int index) {
        return reads(function, index);
    }

    private static int reads(Expression in, int index) {
        int reads = in.equals(new Expression.Operand(index)) ? 1 : 0;
        for (Expression operand : in.operands()) {
            reads += reads(operand, index);
        }
        return reads;
    }
}
