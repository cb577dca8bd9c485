package dev.lamina.compiler.layer;

import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Expression;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.op.ExtraResult;
import dev.lamina.compiler.op.Lowering;
import dev.lamina.compiler.op.Operands;
import dev.lamina.compiler.op.Operation;
import dev.lamina.compiler.op.StatementList;
import dev.lamina.compiler.op.SumOfProducts;
import dev.lamina.compiler.tensor.TensorType;
import dev.lamina.compiler.tensor.TensorView;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The gradient of queries, keys and values: dP[t, s] = do[t] · v[s], dS = P ⊙ (dP - Σ dP ⊙ P over the keys), dq[t] = Σ dS[t, s] k[s] / √d,
 * dk[s] = Σ dS[t, s] q[t] / √d, dv[s] = Σ P[t, s] do[t]. As in {@link AttentionHeads}, memory holds dS as [key][query]. Where a causal one
 * leaves keys out, P is 0 and so is dS. Padding steps get zeros.
 */
record AttentionGradient(int heads) implements Operation {
    private static final String WEIGHTS = AttentionHeads.WEIGHTS;

    /** A further result: do with the queries innermost, [feature][query]. */
    private static final String TRANSPOSED = "transposed";

    /** A further result: dP, then dS, of the head that is computed. */
    private static final String SCORES = "scores";

    private static final String SUMS = "sums";

    @Override
    public String name() {
        return "gradient of attention heads";
    }

    @Override
    public List<String> operands() {
        return List.of("dy", AttentionAxes.INPUTS, WEIGHTS);
    }

    @Override
    public TensorType type(Operands<TensorType> operands) {
        return operands.get(AttentionAxes.INPUTS);
    }

    @Override
    public List<ExtraResult> extras(Operands<TensorType> operands) {
        TensorType dy = operands.get("dy");
        int steps = dy.size(0);
        return List.of(
                ExtraResult.of(TRANSPOSED, TensorType.samples(List.of(dy.size(1), steps))),
                ExtraResult.of(SCORES, TensorType.samples(List.of(steps, steps))),
                ExtraResult.of(SUMS, TensorType.samples(List.of(steps))));
    }

    @Override
    public boolean fillsPadding() {
        return false;
    }

    /** The products with do and v, and those that give dq, dk and dv. */
    @Override
    public long multiplyAdds(Operands<TensorType> operands) {
        TensorType dy = operands.get("dy");
        return 4 * dy.size() * dy.size(0);
    }

    @Override
    public Statement lower(Lowering lowering) {
        AttentionAxes axes = new AttentionAxes(lowering, heads);
        TensorView dy = lowering.operand("dy");
        return lowering.samples(n -> StatementList.of()
                .then(axes.transpose(dy, lowering.result(TRANSPOSED), n, UnaryOperator.identity()))
                .then(axes.eachHead(StatementList.of()
                        .then(weightGradients(lowering, axes, n))
                        .then(scoreGradients(lowering, axes, n))
                        .then(queryGradients(lowering, axes, n))
                        .then(keyGradients(lowering, axes, n))
                        .then(valueGradients(lowering, axes, n))
                        .block()))
                .then(lowering.result().clearPadding(n))
                .block());
    }

    private static List<Affine> scoreAt() {
        return List.of(AttentionAxes.KEY, AttentionAxes.QUERY);
    }

    /** dP[t, s] = do[t] · v[s]. */
    private static Statement weightGradients(Lowering lowering, AttentionAxes axes, Affine n) {
        TensorView inputs = lowering.operand(AttentionAxes.INPUTS);
        return SumOfProducts.of(
                lowering,
                List.of(axes.ownKeys(), axes.queryLanes()),
                axes.paddedQueries(),
                List.of(axes.unitsOfHead()),
                inputs.load(n, List.of(AttentionAxes.KEY, axes.valueFeature())),
                lowering.result(TRANSPOSED).load(n, List.of(axes.feature(), AttentionAxes.QUERY)),
                sum -> lowering.result(SCORES).store(n, scoreAt(), sum));
    }

    /** dS = P ⊙ (dP - Σ dP ⊙ P over the keys), in the place of dP. */
    private static Statement scoreGradients(Lowering lowering, AttentionAxes axes, Affine n) {
        TensorView scores = lowering.result(SCORES);
        TensorView sums = lowering.result(SUMS);
        Expression weight = lowering.operand(WEIGHTS).load(n, axes.weightAt());
        Expression gradient = scores.load(n, scoreAt());
        List<Affine> query = List.of(AttentionAxes.QUERY);
        Statement sum = SumOfProducts.of(
                lowering,
                List.of(axes.queryLanes()),
                axes.paddedQueries(),
                List.of(axes.ownKeys()),
                gradient,
                weight,
                total -> sums.store(n, query, total));
        Expression value = weight.times(gradient.minus(sums.load(n, query)));
        return Statement.block(sum, axes.eachOwnKey(axes.eachQuery(scores.store(n, scoreAt(), value))));
    }

    /** dq[t] = Σ dS[t, s] k[s] / √d. */
    private static Statement queryGradients(Lowering lowering, AttentionAxes axes, Affine n) {
        return axes.sums(
                axes.queries(),
                axes.ownKeys(),
                lowering.result(SCORES).load(n, scoreAt()),
                lowering.operand(AttentionAxes.INPUTS).load(n, List.of(AttentionAxes.KEY, axes.keyFeature())),
                sum -> lowering.store(n, List.of(AttentionAxes.QUERY, axes.feature()), sum.times(axes.scale())));
    }

    /** dk[s] = Σ dS[t, s] q[t] / √d. */
    private static Statement keyGradients(Lowering lowering, AttentionAxes axes, Affine n) {
        return axes.sums(
                axes.ownKeys(),
                axes.ownQueries(),
                lowering.result(SCORES).load(n, scoreAt()),
                lowering.operand(AttentionAxes.INPUTS).load(n, List.of(AttentionAxes.QUERY, axes.feature())),
                sum -> lowering.store(n, List.of(AttentionAxes.KEY, axes.keyFeature()), sum.times(axes.scale())));
    }

    /** dv[s] = Σ P[t, s] do[t]. */
    private static Statement valueGradients(Lowering lowering, AttentionAxes axes, Affine n) {
        return axes.sums(
                axes.ownKeys(),
                axes.ownQueries(),
                lowering.operand(WEIGHTS).load(n, axes.weightAt()),
                lowering.operand("dy").load(n, List.of(AttentionAxes.QUERY, axes.feature())),
                sum -> lowering.store(n, List.of(AttentionAxes.KEY, axes.valueFeature()), sum));
    }
}
