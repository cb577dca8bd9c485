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
import java.util.function.BiFunction;

/**
 * The heads of attention: o[t] = Σ P[t, s] v[s] over the keys s, with P = softmax over s of q[t] · k[s] / √d. Its operand has q, k and v of
 * all heads at each step.
 *
 * <p>Memory holds the scores of a head with the queries innermost, [key][query]. So lanes are queries in all sums over keys, and no sum runs
 * across lanes: the maxima, the sums of the exponentials and the products have one order each. A sample and head is done at a time, so that
 * its scores stay in a cache.
 *
 * @param causal whether the scores of keys behind the query are left out
 */
record AttentionHeads(int heads, boolean causal) implements Operation {
    /** A further result: P of all heads, [head · key][query]. */
    static final String WEIGHTS = "weights";

    /** A further result: q / √d with the queries innermost, [feature][query]. */
    private static final String QUERIES = "queries";

    private static final String MAXIMA = "maxima";

    /** A further result: 1 / Σ exp(score - maximum) of each head and query. */
    private static final String INVERSES = "inverses";

    @Override
    public String name() {
        return "attention heads";
    }

    @Override
    public List<String> operands() {
        return List.of(AttentionAxes.INPUTS);
    }

    @Override
    public TensorType type(Operands<TensorType> operands) {
        TensorType inputs = operands.get(AttentionAxes.INPUTS);
        return inputs.perStep(inputs.size(1) / AttentionAxes.PARTS);
    }

    @Override
    public List<ExtraResult> extras(Operands<TensorType> operands) {
        int features = type(operands).size(1);
        int steps = type(operands).size(0);
        TensorType ofQueries = TensorType.samples(List.of(heads, steps));
        return List.of(
                ExtraResult.of(WEIGHTS, TensorType.samples(List.of(Math.multiplyExact(heads, steps), steps))),
                ExtraResult.of(QUERIES, TensorType.samples(List.of(features, steps))),
                ExtraResult.of(MAXIMA, ofQueries),
                ExtraResult.of(INVERSES, ofQueries));
    }

    @Override
    public boolean fillsPadding() {
        return false;
    }

    /** The scores and the weighted means. */
    @Override
    public long multiplyAdds(Operands<TensorType> operands) {
        TensorType result = type(operands);
        return 2 * result.size() * result.size(0);
    }

    @Override
    public Statement lower(Lowering lowering) {
        AttentionAxes axes = new AttentionAxes(lowering, heads);
        TensorView inputs = lowering.operand(AttentionAxes.INPUTS);
        TensorView queries = lowering.result(QUERIES);
        Expression scale = axes.scale();
        return lowering.samples(n -> StatementList.of()
                .then(axes.transpose(inputs, queries, n, query -> query.times(scale)))
                .then(axes.eachHead(StatementList.of()
                        .then(scores(lowering, axes, n))
                        .then(causal ? withoutLaterKeys(lowering, axes, n) : Statement.block())
                        .then(exponentials(lowering, axes, n))
                        .then(normalised(lowering, axes, n))
                        .then(means(lowering, axes, n))
                        .block()))
                .block());
    }

    /** q · k / √d. */
    private static Statement scores(Lowering lowering, AttentionAxes axes, Affine n) {
        TensorView inputs = lowering.operand(AttentionAxes.INPUTS);
        TensorView queries = lowering.result(QUERIES);
        TensorView weights = lowering.result(WEIGHTS);
        return SumOfProducts.of(
                lowering,
                List.of(axes.ownKeys(), axes.queryLanes()),
                axes.paddedQueries(),
                List.of(axes.unitsOfHead()),
                inputs.load(n, List.of(AttentionAxes.KEY, axes.keyFeature())),
                queries.load(n, List.of(axes.feature(), AttentionAxes.QUERY)),
                sum -> weights.store(n, axes.weightAt(), sum));
    }

    /** Keys behind a query get the score of minus infinity: they change no maximum, and their exponential is 0. */
    private static Statement withoutLaterKeys(Lowering lowering, AttentionAxes axes, Affine n) {
        Statement earlierQueries = new Statement.Lanes(
                AttentionAxes.QUERY_INDEX,
                AttentionAxes.KEY,
                AttentionAxes.KEY,
                lowering.result(WEIGHTS).store(n, axes.weightAt(), Expression.constant(Float.NEGATIVE_INFINITY)));
        return axes.eachOwnKey(earlierQueries);
    }

    /** exp(score - maximum), in the place of the scores. */
    private static Statement exponentials(Lowering lowering, AttentionAxes axes, Affine n) {
        TensorView weights = lowering.result(WEIGHTS);
        TensorView maxima = lowering.result(MAXIMA);
        Expression score = weights.load(n, axes.weightAt());
        Expression maximum = maxima.load(n, axes.queryOfHead());
        BiFunction<List<Affine>, Expression, Statement> maximumIs = (at, value) -> maxima.store(n, at, value);
        return Statement.block(
                axes.eachQuery(maximumIs.apply(axes.queryOfHead(), Expression.constant(Float.NEGATIVE_INFINITY))),
                axes.eachOwnKey(axes.eachQuery(maximumIs.apply(axes.queryOfHead(), maximum.max(score)))),
                axes.eachOwnKey(axes.eachQuery(
                        weights.store(n, axes.weightAt(), score.minus(maximum).apply(Expression.UnaryOperator.EXP)))));
    }

    /** Divides the exponentials by their sums over the keys. */
    private static Statement normalised(Lowering lowering, AttentionAxes axes, Affine n) {
        TensorView weights = lowering.result(WEIGHTS);
        TensorView inverses = lowering.result(INVERSES);
        Statement sums = SumOfProducts.of(
                lowering,
                List.of(axes.queryLanes()),
                axes.paddedQueries(),
                List.of(axes.ownKeys()),
                Expression.constant(1),
                weights.load(n, axes.weightAt()),
                sum -> inverses.store(
                        n, axes.queryOfHead(), Expression.constant(1).dividedBy(sum)));
        Expression weight = weights.load(n, axes.weightAt()).times(inverses.load(n, axes.queryOfHead()));
        return Statement.block(sums, axes.eachOwnKey(axes.eachQuery(weights.store(n, axes.weightAt(), weight))));
    }

    /** o[t] = Σ P[t, s] v[s]. */
    private static Statement means(Lowering lowering, AttentionAxes axes, Affine n) {
        TensorView inputs = lowering.operand(AttentionAxes.INPUTS);
        return axes.sums(
                axes.queries(),
                axes.ownKeys(),
                lowering.result(WEIGHTS).load(n, axes.weightAt()),
                inputs.load(n, List.of(AttentionAxes.KEY, axes.valueFeature())),
                sum -> lowering.store(n, List.of(AttentionAxes.QUERY, axes.feature()), sum));
    }
}
