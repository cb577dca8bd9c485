package dev.lamina.compiler.layer;

import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Expression;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.ir.Symbol;
import dev.lamina.compiler.op.Lowering;
import dev.lamina.compiler.op.SumOfProducts;
import dev.lamina.compiler.tensor.Layout;
import dev.lamina.compiler.tensor.TensorType;
import dev.lamina.compiler.tensor.TensorView;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * The loops of attention and the places of its numbers. The operand {@link #INPUTS} has queries, keys and values at each step, each of all
 * heads: feature u of head h is at h · d + u of its part. Queries run to the steps of the call, keys to the sample's own steps.
 */
record AttentionAxes(Lowering lowering, int heads) {
    /** The operand with queries, keys and values. */
    static final String INPUTS = "inputs";

    static final int PARTS = 3;

    static final Symbol QUERY_INDEX = new Symbol("query");
    static final Affine QUERY = Affine.of(QUERY_INDEX);
    private static final Symbol KEY_INDEX = new Symbol("key");
    static final Affine KEY = Affine.of(KEY_INDEX);
    private static final Symbol HEAD = new Symbol("head");
    private static final Symbol UNIT = new Symbol("unit");

    private TensorType type() {
        return lowering.operand(INPUTS).type();
    }

    private int features() {
        return type().size(1) / PARTS;
    }

    /** The largest number of steps. */
    private int steps() {
        return type().size(0);
    }

    /** d. */
    private int unitsPerHead() {
        return features() / heads;
    }

    /** 1 / √d. */
    Expression scale() {
        return Activations.constant(1 / Math.sqrt(unitsPerHead()));
    }

    /** The feature of a unit of a head: of a query, of the result, and of transposed queries. */
    Affine feature() {
        return Affine.of(HEAD, unitsPerHead()).plus(Affine.of(UNIT));
    }

    Affine keyFeature() {
        return feature().plus(features());
    }

    Affine valueFeature() {
        return feature().plus(2 * features());
    }

    /** The coordinates of the weight of a key for a query. */
    List<Affine> weightAt() {
        return List.of(Affine.of(HEAD, steps()).plus(KEY), QUERY);
    }

    /** The coordinates of a number of each head and query. */
    List<Affine> queryOfHead() {
        return List.of(Affine.of(HEAD), QUERY);
    }

    Statement.Range unitsOfHead() {
        return new Statement.Range(UNIT, Affine.of(unitsPerHead()));
    }

    Statement.Range queries() {
        return new Statement.Range(QUERY_INDEX, type().extent(0));
    }

    Statement.Range ownQueries() {
        return new Statement.Range(QUERY_INDEX, lowering.operand(INPUTS).ownSteps());
    }

    Statement.Range ownKeys() {
        return new Statement.Range(KEY_INDEX, lowering.operand(INPUTS).ownSteps());
    }

    /** The queries as lanes: as many as the longest call has, because lanes have a constant extent. Nobody reads those beyond a call's. */
    Statement.Range queryLanes() {
        return new Statement.Range(QUERY_INDEX, Affine.of(steps()));
    }

    int paddedQueries() {
        return Layout.room(steps());
    }

    Statement eachHead(Statement body) {
        return Statement.loop(HEAD, Affine.of(heads), body);
    }

    Statement eachOwnKey(Statement body) {
        return Statement.nest(List.of(ownKeys()), body);
    }

    /** The {@link #queryLanes}. */
    Statement eachQuery(Statement body) {
        return new Statement.Lanes(QUERY_INDEX, Affine.of(steps()), Affine.of(paddedQueries()), body);
    }

    /**
     * Σ weight · factor for each step of {@code steps} and each unit of a head, over the steps of {@code over}.
     *
     * @param then what is done with the sum
     */
    Statement sums(
            Statement.Range steps,
            Statement.Range over,
            Expression weight,
            Expression factor,
            Function<Expression, Statement> then) {
        return SumOfProducts.of(
                lowering, List.of(steps, unitsOfHead()), unitsPerHead(), List.of(over), weight, factor, then);
    }

    /** Copies the first features of each step to {@code to}, which has the steps innermost, head by head. */
    Statement transpose(TensorView from, TensorView to, Affine n, UnaryOperator<Expression> function) {
        Expression value = function.apply(from.load(n, List.of(QUERY, feature())));
        return eachHead(
                Statement.nest(List.of(queries(), unitsOfHead()), to.store(n, List.of(feature(), QUERY), value)));
    }
}
