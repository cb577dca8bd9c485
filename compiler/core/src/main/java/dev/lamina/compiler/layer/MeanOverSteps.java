package dev.lamina.compiler.layer;

import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Bound;
import dev.lamina.compiler.ir.Expression;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.ir.Variable;
import dev.lamina.compiler.op.Lowering;
import dev.lamina.compiler.op.Operands;
import dev.lamina.compiler.op.Operation;
import dev.lamina.compiler.op.StatementList;
import dev.lamina.compiler.signature.CallKind;
import dev.lamina.compiler.signature.Category;
import dev.lamina.compiler.signature.Place;
import dev.lamina.compiler.source.Code;
import dev.lamina.compiler.tensor.AxisOrder;
import dev.lamina.compiler.tensor.Shape;
import dev.lamina.compiler.tensor.TensorType;
import dev.lamina.compiler.tensor.TensorView;
import dev.lamina.compiler.tensor.Value;
import java.util.List;
import java.util.Optional;

/** The mean over the steps of a sequence [T, F], a vector [F]: y = Σ x_t / T; dx_t = dy / T. */
record MeanOverSteps() implements Layer {
    static final CallKind<Layer> KIND = new CallKind<>(
            "mean",
            Category.SEQUENCE,
            List.of(),
            "the mean over the steps of a sequence",
            arguments -> new MeanOverSteps());

    @Override
    public String keyword() {
        return "mean";
    }

    @Override
    public List<String> formulas() {
        return List.of("y = sum over steps of x[t] / T", "dx[t] = dy / T");
    }

    @Override
    public boolean keepsAxes() {
        return false;
    }

    @Override
    public Inference infer(Inputs inputs) {
        Incoming in = inputs.x();
        Place place = inputs.place();
        return in.shape() instanceof Shape.Sequence sequence
                ? Inference.fits(new Shape.Vector(sequence.features()), "")
                : Inference.mismatch(
                        in.mismatch(Code.E0307, place.call(), "mean", "a sequence"), Embedding.proposed(place));
    }

    @Override
    public Optional<String> looksAhead(Shape in) {
        return Optional.of("is the mean over all steps");
    }

    @Override
    public Value forward(Scope scope) {
        return scope.add("", new Average(), scope.x());
    }

    @Override
    public void backward(Scope scope, Value y, Value dy) {
        Value x = scope.x();
        scope.operandGradient("x", scope.add("gradient", new Spread(x.type()), dy));
    }

    /** y = Σ x_t / T, summed from the first step on. */
    record Average() implements Operation {
        @Override
        public String name() {
            return "mean over steps";
        }

        @Override
        public List<String> operands() {
            return List.of("x");
        }

        @Override
        public TensorType type(Operands<TensorType> operands) {
            return TensorType.samples(List.of(operands.get("x").size(1)));
        }

        @Override
        public Statement lower(Lowering lowering) {
            TensorView x = lowering.operand("x");
            Affine steps = x.ownSteps();
            return lowering.everywhere((n, at) -> {
                Variable sum = lowering.variable("sum");
                Expression next = Expression.local(sum).plus(x.load(n, List.of(Affine.of(AxisOrder.STEP), at.get(0))));
                return Statement.block(
                        new Statement.Let(sum, x.load(n, List.of(Affine.ZERO, at.get(0)))),
                        new Statement.Loop(
                                AxisOrder.STEP,
                                Bound.of(1),
                                Bound.of(steps),
                                List.of(new Statement.SteppedBody(Affine.of(1), new Statement.Assign(sum, next)))),
                        lowering.store(n, at, Expression.local(sum).dividedBy(new Expression.IndexAsFloat(steps))));
            });
        }
    }

    /** dx_t = dy / T. */
    record Spread(TensorType x) implements Operation {
        @Override
        public String name() {
            return "gradient of mean over steps";
        }

        @Override
        public List<String> operands() {
            return List.of("dy");
        }

        @Override
        public TensorType type(Operands<TensorType> operands) {
            return x;
        }

        @Override
        public Statement lower(Lowering lowering) {
            TensorView dy = lowering.operand("dy");
            TensorView dx = lowering.result();
            return lowering.samples(n -> StatementList.of()
                    .then(lowering.ownLanes(
                            dx,
                            at -> lowering.store(
                                    n,
                                    at,
                                    dy.load(n, List.of(at.get(1)))
                                            .dividedBy(new Expression.IndexAsFloat(dx.ownSteps())))))
                    .then(dx.clearPadding(n))
                    .block());
        }
    }
}
