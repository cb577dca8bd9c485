package dev.lamina.compiler.layer;

import dev.lamina.compiler.ir.Expression;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.ir.Variable;
import dev.lamina.compiler.op.Epilogue;
import dev.lamina.compiler.op.Lowering;
import dev.lamina.compiler.op.Operands;
import dev.lamina.compiler.op.Operation;
import dev.lamina.compiler.op.StatementList;
import dev.lamina.compiler.op.SumWithinSample;
import dev.lamina.compiler.signature.CallKind;
import dev.lamina.compiler.signature.Category;
import dev.lamina.compiler.tensor.TensorType;
import dev.lamina.compiler.tensor.TensorView;
import dev.lamina.compiler.tensor.Value;
import java.util.List;
import java.util.Optional;

/**
 * The maximum over the pixels of an image [C, H, W], a vector [C], or over the steps of a sequence [T, F], a vector [F]. The gradient
 * goes to the first maximum; NaN stays NaN.
 */
record Max() implements PositionReduction {
    static final CallKind<Layer> KIND = new CallKind<>(
            "max",
            Category.POOLING,
            List.of(),
            "the maximum over the steps of a sequence or the pixels of an image",
            arguments -> new Max());

    @Override
    public String keyword() {
        return "max";
    }

    @Override
    public String statistic() {
        return "maximum";
    }

    @Override
    public String semantics() {
        return "the gradient goes to the first maximum, row by row or step by step";
    }

    @Override
    public List<String> formulas() {
        return List.of(
                "y[k] = the largest x[t, k] of all steps t, or the largest x[k, r, c] of all pixels r, c",
                "dx[k] = dy[k] at the first of the largest; 0 elsewhere");
    }

    @Override
    public Value forward(Scope scope) {
        return scope.add("", new Maximum(), scope.x());
    }

    @Override
    public void backward(Scope scope, Value y, Value dy) {
        scope.operandGradient("x", scope.add("gradient", new Gradient(), dy, scope.x(), y));
    }

    /** y = the maximum of x over all positions. */
    record Maximum() implements Operation {
        @Override
        public String name() {
            return "max";
        }

        @Override
        public Epilogue epilogue() {
            return Epilogue.WINDOW;
        }

        @Override
        public Optional<Operation> maximumGradient() {
            return Optional.of(new Gradient());
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
            return lowering.everywhere((n, at) -> {
                Variable max = lowering.variable("max");
                return Statement.block(
                        new Statement.Let(max, Expression.constant(Float.NEGATIVE_INFINITY)),
                        new Positions(x)
                                .loop(
                                        at.get(0),
                                        each -> new Statement.Assign(
                                                max, Expression.local(max).max(x.load(n, each)))),
                        lowering.store(n, at, Expression.local(max)));
            });
        }
    }

    /** dx = dy at the first position that equals the maximum y, 0 elsewhere. */
    record Gradient() implements Operation {
        @Override
        public String name() {
            return "gradient of max";
        }

        @Override
        public List<String> operands() {
            return List.of("dy", "x", "y");
        }

        @Override
        public TensorType type(Operands<TensorType> operands) {
            return operands.get("x");
        }

        /** {@code left} is dy until an element equals the maximum and gets it, and 0 after that. */
        @Override
        public Statement lower(Lowering lowering) {
            TensorView dy = lowering.operand("dy");
            TensorView x = lowering.operand("x");
            TensorView dx = lowering.result();
            Variable left = lowering.variable("left");
            Variable max = lowering.variable("max");
            Variable value = lowering.variable("value");
            return lowering.samples(n -> StatementList.of()
                    .then(lowering.lanes(
                            dy,
                            at -> Statement.block(
                                    new Statement.Let(left, dy.load(n, at)),
                                    new Statement.Let(max, lowering.operand("y").load(n, at)),
                                    new Positions(x)
                                            .loop(
                                                    at.get(0),
                                                    each -> Statement.block(
                                                            new Statement.Let(value, x.load(n, each)),
                                                            dx.store(
                                                                    n,
                                                                    each,
                                                                    ifMaximum(
                                                                            value,
                                                                            max,
                                                                            Expression.local(left),
                                                                            Expression.constant(0))),
                                                            new Statement.Assign(
                                                                    left,
                                                                    ifMaximum(
                                                                            value,
                                                                            max,
                                                                            Expression.constant(0),
                                                                            Expression.local(left))))))))
                    .then(dx.clearPadding(n))
                    .block());
        }

        private static Expression ifMaximum(Variable value, Variable max, Expression then, Expression otherwise) {
            return new Expression.Select(
                    Expression.Comparison.EQUAL, Expression.local(value), Expression.local(max), then, otherwise);
        }
    }
}
