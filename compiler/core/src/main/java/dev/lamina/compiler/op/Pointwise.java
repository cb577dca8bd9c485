package dev.lamina.compiler.op;

import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Expression;
import dev.lamina.compiler.ir.ExpressionPredicate;
import dev.lamina.compiler.ir.Rewrite;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.tensor.TensorType;
import dev.lamina.compiler.tensor.TensorView;
import java.util.ArrayList;
import java.util.List;

/**
 * The same function at every element. The result has the type of the first operand; an operand that there is one of for all samples,
 * with one axis (a bias), is taken along the lanes.
 *
 * @param function of {@link Expression.Operand}s
 */
public record Pointwise(String name, Expression function) implements Operation {
    /** The sum of two values of one type. */
    public static final Pointwise SUM = new Pointwise("sum", new Expression.Operand(0).plus(new Expression.Operand(1)));

    @Override
    public TensorType type(List<TensorType> operands) {
        return operands.get(0);
    }

    @Override
    public Role role() {
        return Role.POINTWISE;
    }

    @Override
    public String refusal() {
        return "";
    }

    @Override
    public Statement lower(Lowering lowering) {
        return lowering.everywhere((n, at) -> lowering.store(n, at, this, operands(lowering, n, at)));
    }

    private List<Expression> operands(Lowering lowering, Affine n, List<Affine> at) {
        List<Expression> loaded = new ArrayList<>();
        for (int i = 0; i < lowering.operands(); i++) {
            loaded.add(along(lowering.operand(i), n, at));
        }
        return loaded;
    }

    /** The element of {@code operand} that belongs to the result's element at {@code at}. */
    public static Expression along(TensorView operand, Affine n, List<Affine> at) {
        boolean bias = !operand.type().batched() && operand.type().rank() == 1 && at.size() != 1;
        int lanes = at.size() == 3 ? 0 : at.size() - 1;
        return operand.load(n, bias ? List.of(at.get(lanes)) : at);
    }

    /** The function of these operands. */
    public Expression apply(List<Expression> operands) {
        return new Rewrite() {
            @Override
            public Expression operand(Expression.Operand operand) {
                return operands.get(operand.index());
            }
        }.expression(function);
    }

    /** Whether the function takes many operations to compute: it is then applied to stored rows, not to registers. */
    public boolean isTranscendental() {
        return new ExpressionPredicate() {
            @Override
            public Boolean unary(Expression.Unary unary) {
                return unary.operator().isTranscendental() || super.unary(unary);
            }
        }.holds(function);
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
