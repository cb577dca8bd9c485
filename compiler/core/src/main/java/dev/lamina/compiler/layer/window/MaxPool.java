package dev.lamina.compiler.layer.window;

import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Expression;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.ir.Variable;
import dev.lamina.compiler.layer.Layer;
import dev.lamina.compiler.layer.Scope;
import dev.lamina.compiler.op.Lowering;
import dev.lamina.compiler.op.Operands;
import dev.lamina.compiler.op.Operation;
import dev.lamina.compiler.signature.ArgumentKind;
import dev.lamina.compiler.signature.CallKind;
import dev.lamina.compiler.signature.Category;
import dev.lamina.compiler.tensor.TensorType;
import dev.lamina.compiler.tensor.Value;
import java.util.List;
import java.util.Optional;

/**
 * Maximum over windows of an image, or of the steps of a sequence: padding counts as -∞, out = floor((in + before + after - k) / s) + 1. With
 * {@code ceil}, out = ceil((in + before + after - k) / s) + 1, less one if the last window would begin behind the image. The gradient goes
 * to the first maximum of a window in row-major order; NaN stays NaN.
 */
public record MaxPool(WindowArguments window) implements Pooling {
    public static final CallKind<Layer> KIND = new CallKind<>(
            "maxpool",
            Category.POOLING,
            List.of(
                    ArgumentKind.window("window", "rows and columns of the window, or its steps"),
                    ArgumentKind.pair("stride", 1, 1, "how far the window moves")
                            .defaultsTo("window"),
                    ArgumentKind.padding("rows and columns around the image that no maximum is taken from"),
                    Pooling.ceil()),
            "the maximum of each window of an image, or of the steps of a sequence",
            arguments -> new MaxPool(WindowArguments.ofPooling(arguments)));

    @Override
    public String keyword() {
        return "maxpool";
    }

    @Override
    public String semantics() {
        return (window.isPadded() ? "padding counts as -infinity; " : "")
                + "the gradient goes to the first maximum, row by row";
    }

    @Override
    public List<String> formulas() {
        return List.of(
                "y[k, r, c] = the largest x under the window at r, c",
                "dx = for each window, its dy at the first of the largest, row by row; 0 elsewhere");
    }

    @Override
    public Value forward(Scope scope) {
        return scope.add("", new Maximum(window.over(scope.x().type())), scope.x());
    }

    @Override
    public void backward(Scope scope, Value y, Value dy) {
        Value x = scope.x();
        scope.operandGradient("x", scope.add("gradient", new Gradient(window.over(x.type())), dy, x, y));
    }

    /** y = the maximum of x over each window. */
    record Maximum(Window window) implements WindowReduction {
        @Override
        public String name() {
            return "maxpool";
        }

        @Override
        public Optional<Operation> maximumGradient() {
            return Optional.of(new Gradient(window));
        }

        @Override
        public String variable() {
            return "max";
        }

        @Override
        public Expression start() {
            return Expression.constant(Float.NEGATIVE_INFINITY);
        }

        @Override
        public Expression element(Expression soFar, Expression value) {
            return soFar.max(value);
        }
    }

    /** dx = dy at the first element of each window that equals its maximum y, 0 elsewhere. */
    record Gradient(Window window) implements WindowGradient {
        @Override
        public String name() {
            return "gradient of maxpool";
        }

        @Override
        public List<String> operands() {
            return List.of("dy", "x", "y");
        }

        @Override
        public TensorType type(Operands<TensorType> operands) {
            return operands.get("x");
        }

        /** {@code left} is dy until a pixel equals the maximum and gets it, and 0 after that. */
        @Override
        public Steps steps(Lowering lowering, Affine n, List<Affine> at) {
            Variable left = lowering.variable("left");
            Variable max = lowering.variable("max");
            List<Statement> start = List.of(
                    new Statement.Let(left, lowering.operand("dy").load(n, at)),
                    new Statement.Let(max, lowering.operand("y").load(n, at)));
            return new Steps(start, pixel -> {
                Variable value = lowering.variable("value");
                return List.of(
                        new Statement.Let(value, lowering.operand("x").load(n, pixel)),
                        give(lowering, n, pixel, equal(value, max, Expression.local(left), Expression.constant(0))),
                        new Statement.Assign(left, equal(value, max, Expression.constant(0), Expression.local(left))));
            });
        }

        private static Expression equal(Variable value, Variable max, Expression then, Expression otherwise) {
            return new Expression.Select(
                    Expression.Comparison.EQUAL, Expression.local(value), Expression.local(max), then, otherwise);
        }
    }
}
