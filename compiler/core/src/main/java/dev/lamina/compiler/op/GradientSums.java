package dev.lamina.compiler.op;

import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.tensor.TensorType;
import java.util.List;

/**
 * For each sample and feature the sum of dy, and as a further result the sum of a product with dy. Both are computed sample by sample, so
 * that the second sum reads dy from a cache.
 */
public record GradientSums(FeatureTerm term) implements Operation {
    /** The name of the further result. */
    public static final String PRODUCTS = "products";

    @Override
    public String name() {
        return "sums of gradients";
    }

    @Override
    public List<String> operands() {
        return term.operands();
    }

    @Override
    public TensorType type(Operands<TensorType> operands) {
        return SumWithinSample.perSample(operands.get("dy"));
    }

    @Override
    public List<ExtraResult> extras(Operands<TensorType> operands) {
        return List.of(ExtraResult.of(PRODUCTS, type(operands)));
    }

    @Override
    public Statement lower(Lowering lowering) {
        return lowering.samples(n -> Statement.block(
                SumWithinSample.contraction(lowering, FeatureTerm.GRADIENT, n, lowering.result()),
                SumWithinSample.contraction(lowering, term, n, lowering.result(PRODUCTS))));
    }
}
