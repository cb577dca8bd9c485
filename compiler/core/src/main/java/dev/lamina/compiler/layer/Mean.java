package dev.lamina.compiler.layer;

import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Bound;
import dev.lamina.compiler.ir.Expression;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.ir.Variable;
import dev.lamina.compiler.op.Epilogue;
import dev.lamina.compiler.op.Lowering;
import dev.lamina.compiler.op.OperandGradient;
import dev.lamina.compiler.op.Operands;
import dev.lamina.compiler.op.Operation;
import dev.lamina.compiler.op.StatementList;
import dev.lamina.compiler.op.SumWithinSample;
import dev.lamina.compiler.signature.CallKind;
import dev.lamina.compiler.signature.Category;
import dev.lamina.compiler.tensor.AxisOrder;
import dev.lamina.compiler.tensor.TensorType;
import dev.lamina.compiler.tensor.TensorView;
import dev.lamina.compiler.tensor.Value;
import java.util.List;

/**
 * The mean over the pixels of an image [C, H, W], a vector [C], or over the steps of a sequence [T, F], a vector [F]: y = Σ x / d, summed
 * from the first position on, with d positions; dx = dy / d.
 */
record Mean() implements PositionReduction {
    static final CallKind<Layer> KIND = new CallKind<>(
            "mean",
            Category.POOLING,
            List.of(),
            "the mean over the steps of a sequence or the pixels of an image",
            arguments -> new Mean());

    @Override
    public String keyword() {
        return "mean";
    }

    @Override
    public String statistic() {
        return "mean";
    }

    @Override
    public List<String> formulas() {
        return List.of(
                "y[k] = sum over steps t of x[t, k] / T, or sum over pixels r, c of x[k, r, c] / (H * W)",
                "dx[t, k] = dy[k] / T, or dx[k, r, c] = dy[k] / (H * W)");
    }

    @Override
    public Value forward(Scope scope) {
        Value x = scope.x();
        return scope.add("", x.type().rank() == 3 ? new OverPixels() : new OverSteps(), x);
    }

    @Override
    public void backward(Scope scope, Value y, Value dy) {
        scope.operandGradient("x", scope.add("gradient", new Spread(scope.x().type()), dy));
    }

    /** y = Σ x_t / T, summed from the first step on. */
    record OverSteps() implements Operation {
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
            return SumWithinSample.perSample(operands.get("x"));
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

    /** y = Σ x / (H · W), summed row by row. */
    record OverPixels() implements Operation {
        @Override
        public String name() {
            return "mean over pixels";
        }

        @Override
        public Epilogue epilogue() {
            return Epilogue.WINDOW;
        }

        @Override
        public List<String> operands() {
            return List.of("x");
        }

        @Override
        public TensorType type(Operands<TensorType> operands) {
            return SumWithinSample.perSample(operands.get("x"));
        }

        @Override
        public Statement lower(Lowering lowering) {
            TensorView x = lowering.operand("x");
            Positions pixels = new Positions(x);
            return lowering.everywhere((n, at) -> {
                Variable sum = lowering.variable("sum");
                return Statement.block(
                        new Statement.Let(sum, Expression.constant(0)),
                        pixels.loop(
                                at.get(0),
                                each -> new Statement.Assign(
                                        sum, Expression.local(sum).plus(x.load(n, each)))),
                        lowering.store(n, at, Expression.local(sum).dividedBy(pixels.count())));
            });
        }
    }

    /** dx = dy / d at each of the d positions. */
    record Spread(TensorType x) implements OperandGradient {
        @Override
        public String name() {
            return "gradient of mean over " + (x.rank() == 3 ? "pixels" : "steps");
        }

        @Override
        public Statement lower(Lowering lowering) {
            TensorView dy = lowering.operand("dy");
            TensorView dx = lowering.result();
            Expression count = new Positions(dx).count();
            return lowering.samples(n -> StatementList.of()
                    .then(lowering.ownLanes(
                            dx,
                            at -> lowering.store(
                                    n,
                                    at,
                                    dy.load(n, List.of(at.get(AxisOrder.lane(x))))
                                            .dividedBy(count))))
                    .then(dx.clearPadding(n))
                    .block());
        }
    }
}
