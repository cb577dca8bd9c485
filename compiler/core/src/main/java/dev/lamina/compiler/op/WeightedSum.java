package dev.lamina.compiler.op;

import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Expression;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.tensor.TensorType;
import java.util.List;
import java.util.stream.IntStream;

/** The sum of scalars, each multiplied by its weight, in their order: w0 x0 + w1 x1 + …. */
public record WeightedSum(List<Float> weights) implements Operation {
    public WeightedSum {
        weights = List.copyOf(weights);
    }

    /** The function that multiplies each element by a weight. */
    public static Pointwise scaled(float weight) {
        return Pointwise.of("times " + weight, x -> x.times(Expression.constant(weight)));
    }

    @Override
    public String name() {
        return "weighted sum";
    }

    @Override
    public List<String> operands() {
        return IntStream.range(0, weights.size()).mapToObj(i -> "x" + i).toList();
    }

    @Override
    public TensorType type(Operands<TensorType> operands) {
        return TensorType.scalar();
    }

    @Override
    public Statement lower(Lowering lowering) {
        Expression sum = weighted(lowering, 0);
        for (int i = 1; i < weights.size(); i++) {
            sum = sum.plus(weighted(lowering, i));
        }
        return lowering.store(Affine.ZERO, List.of(), sum);
    }

    private Expression weighted(Lowering lowering, int number) {
        Expression each = lowering.operand("x" + number).load(Affine.ZERO, List.of());
        return weights.get(number) == 1 ? each : each.times(Expression.constant(weights.get(number)));
    }
}
