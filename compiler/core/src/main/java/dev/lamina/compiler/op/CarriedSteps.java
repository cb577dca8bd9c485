package dev.lamina.compiler.op;

import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Bound;
import dev.lamina.compiler.ir.Expression;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.ir.Symbol;
import dev.lamina.compiler.tensor.Halo;
import dev.lamina.compiler.tensor.Layout;
import dev.lamina.compiler.tensor.TensorType;
import dev.lamina.compiler.tensor.TensorView;
import java.util.List;
import java.util.function.Function;

/**
 * A copy of a sequence [T, F] with the last {@code count} steps of the call before in front of it, at the steps -count … -1. So a window
 * that reads earlier steps sees a sequence that goes on. Padding steps are zero, as in {@link ZeroedPadding}.
 */
public record CarriedSteps(int count) implements Operation {
    /** The gradient of the steps before the first. */
    public static final String EARLIER = "earlier";

    private static final Symbol ROW_INDEX = new Symbol("row");
    private static final Affine ROW = Affine.of(ROW_INDEX);
    private static final Symbol UNIT_INDEX = new Symbol("unit");
    private static final Affine UNIT = Affine.of(UNIT_INDEX);

    @Override
    public String name() {
        return "carried steps";
    }

    @Override
    public List<String> operands() {
        return List.of("x", "state");
    }

    @Override
    public TensorType type(Operands<TensorType> operands) {
        return operands.get("x");
    }

    /** The type of the steps that are carried on from a sequence of this type. */
    public TensorType stateType(TensorType x) {
        return TensorType.samples(List.of(count, x.size(1)));
    }

    @Override
    public Layout layout(Operands<TensorType> operands, Halo halo) {
        return Layout.lanesLast(type(operands), halo.and(new Halo(count, 0, 0, 0, 1, 1)), true);
    }

    @Override
    public Statement lower(Lowering lowering) {
        TensorView x = lowering.operand("x");
        TensorView state = lowering.operand("state");
        TensorView result = lowering.result();
        return lowering.samples(n -> Statement.block(
                clear(result, n),
                rows(state, at -> result.store(n, moved(at, Affine.of(-count)), state.load(n, at))),
                lowering.ownLanes(result, at -> lowering.store(n, at, x.load(n, at)))));
    }

    private static Statement clear(TensorView all, Affine n) {
        int length = all.layout().length();
        return new Statement.Fill(all.buffer(), n.times(length), Affine.of(length));
    }

    /** Loops over the numbers of a state, which has no padding. */
    private Statement rows(TensorView state, Function<List<Affine>, Statement> body) {
        return rows(state, Bound.of(0), body);
    }

    private Statement rows(TensorView state, Bound from, Function<List<Affine>, Statement> body) {
        Affine features = Affine.of(state.type().size(1));
        Statement row = new Statement.Lanes(UNIT_INDEX, features, features, body.apply(List.of(ROW, UNIT)));
        return new Statement.Loop(
                ROW_INDEX, from, Bound.of(count), List.of(new Statement.SteppedBody(Affine.of(1), row)));
    }

    private static List<Affine> moved(List<Affine> at, Affine by) {
        return List.of(at.get(0).plus(by), at.get(1));
    }

    /** Takes the last steps of each sample from the copy with the steps before. */
    public Operation last() {
        return new Last(this);
    }

    /**
     * The gradient of x from that of the copy, its padding steps being zero. Its operands are the gradient of the copy's steps, that of the steps
     * before, and that of the last steps, which it adds to where these came from. The gradient of the steps before is the further result {@link #EARLIER}.
     */
    public Operation gradient() {
        return new Gradient(this);
    }

    private record Last(CarriedSteps of) implements Operation {
        @Override
        public String name() {
            return "last steps";
        }

        @Override
        public List<String> operands() {
            return List.of("steps");
        }

        @Override
        public TensorType type(Operands<TensorType> operands) {
            return of.stateType(operands.get("steps"));
        }

        @Override
        public Statement lower(Lowering lowering) {
            TensorView steps = lowering.operand("steps");
            Affine first = steps.ownSteps().plus(-of.count);
            return lowering.samples(n ->
                    of.rows(lowering.result(), at -> lowering.store(n, at, steps.load(n, moved(at, first)))));
        }
    }

    private record Gradient(CarriedSteps of) implements Operation {
        @Override
        public String name() {
            return "gradient of carried steps";
        }

        @Override
        public List<String> operands() {
            return List.of("steps", "before", "last");
        }

        @Override
        public TensorType type(Operands<TensorType> operands) {
            return operands.get("steps");
        }

        @Override
        public List<ExtraResult> extras(Operands<TensorType> operands) {
            return List.of(ExtraResult.of(EARLIER, operands.get("before")));
        }

        @Override
        public Statement lower(Lowering lowering) {
            TensorView steps = lowering.operand("steps");
            TensorView before = lowering.operand("before");
            TensorView last = lowering.operand("last");
            TensorView result = lowering.result();
            TensorView earlier = lowering.result(EARLIER);
            Affine own = result.ownSteps();
            Affine first =
                    own.plus(-of.count); // the step that the first of the last ones is; it may lie before the sequence
            return lowering.samples(n -> Statement.block(
                    clear(result, n),
                    lowering.ownLanes(result, at -> lowering.store(n, at, steps.load(n, at))),
                    of.rows(
                            last,
                            Bound.max(Affine.ZERO, first.times(-1)),
                            at -> added(result, n, moved(at, first), last.load(n, at))),
                    of.rows(before, at -> earlier.store(n, at, before.load(n, at))),
                    of.rows(last, Bound.of(own), at -> added(earlier, n, at, last.load(n, moved(at, own.times(-1)))))));
        }

        private static Statement added(TensorView to, Affine n, List<Affine> at, Expression more) {
            return to.store(n, at, to.load(n, at).plus(more));
        }
    }
}
