package dev.lamina.compiler.layer;

import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Bound;
import dev.lamina.compiler.ir.Expression;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.ir.Symbol;
import dev.lamina.compiler.op.Lowering;
import dev.lamina.compiler.op.OperandGradient;
import dev.lamina.compiler.op.Operands;
import dev.lamina.compiler.op.Operation;
import dev.lamina.compiler.tensor.AxisOrder;
import dev.lamina.compiler.tensor.TensorType;
import dev.lamina.compiler.tensor.TensorView;
import java.util.ArrayList;
import java.util.List;

/**
 * A value with {@code factor} times as many elements along one axis: y[j · factor + i] is x[j], or, if {@code linear}, lies between x[j]
 * and the neighbour that it is nearer to. With h = floor(factor / 2), the h elements before the middle of x[j] lie between x[j - 1] and
 * x[j], the others between x[j] and x[j + 1]; before x[0] and behind the last element x does not change.
 *
 * @param axis which size of the type it is; never the axis of the lanes
 */
record Interpolation(int axis, int factor, boolean linear) implements Operation {
    private static final Symbol J = new Symbol("j");
    private static final Symbol I = new Symbol("i");

    /** What an element of y takes of the element of x at {@code at}. */
    private record Term(List<Affine> at, Expression weight) {}

    /** What is done for an element of y, which is made of these terms. */
    private interface Body {
        Statement of(List<Affine> at, List<Term> terms);
    }

    @Override
    public String name() {
        return linear ? "interpolation" : "repetition";
    }

    @Override
    public List<String> operands() {
        return List.of("x");
    }

    @Override
    public TensorType type(Operands<TensorType> operands) {
        TensorType x = operands.get("x");
        List<Integer> sizes = new ArrayList<>(x.sizes());
        sizes.set(axis, Math.multiplyExact(sizes.get(axis), factor));
        return x.withSizes(sizes);
    }

    @Override
    public boolean fillsPadding() {
        return false;
    }

    @Override
    public Statement lower(Lowering lowering) {
        TensorView x = lowering.operand("x");
        return lowering.samples(n -> elements(
                x.type(),
                (at, terms) -> lowering.store(
                        n,
                        at,
                        terms.stream()
                                .map(term -> weighted(term.weight(), x.load(n, term.at())))
                                .reduce(Expression::plus)
                                .orElseThrow())));
    }

    /** Loops over the elements of y, in which {@code body} is done for each. */
    private Statement elements(TensorType x, Body body) {
        int size = x.size(axis);
        int half = linear ? factor / 2 : 0;
        List<Statement> all = new ArrayList<>();
        if (!linear) {
            all.add(part(x, range(0, size), range(0, factor), body, List.of(new Weight(0, Affine.ZERO))));
            return new Statement.Block(all);
        }
        Affine twice = Affine.of(I, 2);
        if (half > 0) {
            all.add(part(x, range(0, 1), range(0, half), body, List.of(new Weight(0, Affine.ZERO))));
            if (size > 1) {
                all.add(part(
                        x,
                        range(1, size),
                        range(0, half),
                        body,
                        List.of(
                                new Weight(-1, twice.times(-1).plus(factor - 1)),
                                new Weight(0, twice.plus(factor + 1)))));
            }
        }
        if (size > 1) {
            all.add(part(
                    x,
                    range(0, size - 1),
                    range(half, factor),
                    body,
                    List.of(
                            new Weight(0, twice.times(-1).plus(3 * factor - 1)),
                            new Weight(1, twice.plus(1 - factor)))));
        }
        all.add(part(x, range(size - 1, size), range(half, factor), body, List.of(new Weight(0, Affine.ZERO))));
        return new Statement.Block(all);
    }

    /**
     * The weight of the element that is {@code next} behind x[j].
     *
     * @param halves how many halves of 1 / factor it is; 0 if it is 1
     */
    private record Weight(int next, Affine halves) {}

    private static Bound[] range(int from, int to) {
        return new Bound[] {Bound.of(from), Bound.of(to)};
    }

    private Statement part(TensorType x, Bound[] js, Bound[] is, Body body, List<Weight> weights) {
        List<Statement.Range> outer = new ArrayList<>(AxisOrder.outer(x));
        int place = x.rank() == 3 ? axis - 1 : axis;
        Symbol lane = AxisOrder.laneIndex(x);
        List<Term> terms = weights.stream()
                .map(weight -> new Term(
                        point(x, outer, place, Affine.of(J).plus(weight.next()), lane), weight(weight.halves())))
                .toList();
        List<Affine> at = point(x, outer, place, Affine.of(J, factor).plus(Affine.of(I)), lane);
        Affine lanes = Affine.of(x.size(AxisOrder.lane(x)));
        outer.remove(place);
        Statement inner = Statement.nest(outer, new Statement.Lanes(lane, lanes, lanes, body.of(at, terms)));
        return loop(J, js, loop(I, is, inner));
    }

    private static Statement loop(Symbol index, Bound[] range, Statement body) {
        return new Statement.Loop(index, range[0], range[1], List.of(new Statement.SteppedBody(Affine.of(1), body)));
    }

    /** The coordinates with {@code element} along the axis at {@code place} of the outer axes. */
    private static List<Affine> point(
            TensorType x, List<Statement.Range> outer, int place, Affine element, Symbol lane) {
        List<Affine> at = new ArrayList<>();
        outer.forEach(range -> at.add(Affine.of(range.index())));
        at.set(place, element);
        at.add(AxisOrder.lane(x), Affine.of(lane));
        return at;
    }

    private Expression weight(Affine halves) {
        return halves.equals(Affine.ZERO)
                ? Expression.constant(1)
                : new Expression.IndexAsFloat(halves).dividedBy(Expression.constant(2f * factor));
    }

    private static Expression weighted(Expression weight, Expression value) {
        return weight.equals(Expression.constant(1)) ? value : weight.times(value);
    }

    /** dx[j] = Σ weight · dy[i] over the elements of y that x[j] is part of. */
    record Gradient(Interpolation of, TensorType x) implements OperandGradient {
        @Override
        public String name() {
            return "gradient of " + of.name();
        }

        @Override
        public Statement lower(Lowering lowering) {
            TensorView dy = lowering.operand("dy");
            TensorView dx = lowering.result();
            return Statement.block(
                    new Statement.Fill(dx.buffer(), Affine.ZERO, dx.room()),
                    lowering.samples(n -> of.elements(
                            x,
                            (at, terms) -> new Statement.Block(terms.stream()
                                    .map(term -> dx.store(
                                            n,
                                            term.at(),
                                            dx.load(n, term.at()).plus(weighted(term.weight(), dy.load(n, at)))))
                                    .toList()))));
        }
    }
}
