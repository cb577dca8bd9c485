package dev.lamina.compiler.layer.window;

import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Expression;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.ir.Variable;
import dev.lamina.compiler.layer.Inference;
import dev.lamina.compiler.layer.Inputs;
import dev.lamina.compiler.layer.Layer;
import dev.lamina.compiler.layer.Scope;
import dev.lamina.compiler.op.Lowering;
import dev.lamina.compiler.op.OperandGradient;
import dev.lamina.compiler.signature.ArgumentKind;
import dev.lamina.compiler.signature.Arguments;
import dev.lamina.compiler.signature.CallKind;
import dev.lamina.compiler.signature.Category;
import dev.lamina.compiler.source.Code;
import dev.lamina.compiler.source.Diagnostic;
import dev.lamina.compiler.tensor.Pair;
import dev.lamina.compiler.tensor.Sides;
import dev.lamina.compiler.tensor.TensorType;
import dev.lamina.compiler.tensor.Value;
import java.util.List;

/**
 * Average over windows of an image, or of the steps of a sequence: y = Σ x / d over the elements of a window that lie within the image, in
 * row-major order; out = floor((in + before + after - k) / s) + 1. With {@code ceil}, out = ceil((in + before + after - k) / s) + 1, less
 * one if the last window would begin behind the image. The divisor d is the number of the window's elements that lie within the image and
 * its padding, with {@code count_padding = false} the number of those within the image, or the one that is given. Gradient: a pixel gets
 * dy / d of each window over it, in the order of the windows.
 *
 * @param divisor the divisor that is given; 0 if none is
 */
public record AvgPool(WindowArguments window, boolean countPadding, int divisor) implements Pooling {
    public static final CallKind<Layer> KIND = new CallKind<>(
            "avgpool",
            Category.POOLING,
            List.of(
                    ArgumentKind.window("window", "rows and columns of the window, or its steps"),
                    ArgumentKind.pair("stride", 1, 1, "how far the window moves")
                            .defaultsTo("window"),
                    ArgumentKind.padding("rows and columns of zeros around the image"),
                    ArgumentKind.flag("count_padding", true, "whether elements in the padding count in the divisor"),
                    ArgumentKind.whole(
                                    "divisor", 0, "what sums are divided by; 0 for the number of elements that count")
                            .atLeast(0),
                    Pooling.ceil()),
            "the average of each window of an image, or of the steps of a sequence",
            AvgPool::of);

    private static AvgPool of(Arguments arguments) {
        return new AvgPool(
                WindowArguments.ofPooling(arguments), arguments.flag("count_padding"), arguments.whole("divisor"));
    }

    @Override
    public String keyword() {
        return "avgpool";
    }

    @Override
    public String semantics() {
        if (divisor > 0) {
            return "sums are divided by " + divisor;
        }
        return window.isPadded() ? "padding " + (countPadding ? "counts as 0" : "does not count") : "";
    }

    @Override
    public List<String> formulas() {
        return List.of(
                "y[k, r, c] = sum of x under the window at r, c / d, with d the number of elements that count, or the divisor given",
                "dx[k, p, q] = sum of dy[k, r, c] / d over the windows at r, c that lie over p, q");
    }

    @Override
    public Inference infer(Inputs inputs) {
        Inference inference = Pooling.super.infer(inputs);
        return divisor == 0 || countPadding
                ? inference
                : inference.withWarnings(List.of(Diagnostic.of(
                        Code.W0707,
                        inputs.place().argument("count_padding"),
                        "nothing is counted where `divisor` says what to divide by")));
    }

    @Override
    public Value forward(Scope scope) {
        return scope.add("", new Average(mean(scope.x())), scope.x());
    }

    @Override
    public void backward(Scope scope, Value y, Value dy) {
        Value x = scope.x();
        scope.operandGradient("x", scope.add("gradient", new Gradient(mean(x), x.type()), dy));
    }

    private Mean mean(Value x) {
        Sides counted = countPadding ? window.withoutCeil().over(x.type()).padding() : Sides.NONE;
        return new Mean(window.over(x.type()), counted, divisor);
    }

    /**
     * The windows over an image, and what their sums are divided by.
     *
     * @param counted the padding whose elements count in the divisor
     */
    private record Mean(Window window, Sides counted, int divisor) {
        Expression of(Expression value, TensorType x, List<Affine> at) {
            return value.dividedBy(divisor(x, at));
        }

        private Expression divisor(TensorType x, List<Affine> at) {
            if (divisor > 0) {
                return Expression.constant((float) divisor);
            }
            Pair kernel = window.kernel();
            return counted.equals(window.padding())
                    ? Expression.constant((float) ((double) kernel.height() * kernel.width()))
                    : new WindowElements(window).count(x, at, counted);
        }
    }

    /** y = the average of x over each window. */
    record Average(Mean mean) implements WindowReduction {
        @Override
        public String name() {
            return "avgpool";
        }

        @Override
        public Window window() {
            return mean.window;
        }

        @Override
        public String variable() {
            return "sum";
        }

        @Override
        public Expression start() {
            return Expression.constant(0);
        }

        @Override
        public Expression element(Expression soFar, Expression value) {
            return soFar.plus(value);
        }

        @Override
        public Expression end(Expression all, TensorType x, List<Affine> at) {
            return mean.of(all, x, at);
        }
    }

    /** dx = dy / d for each pixel under a window. */
    record Gradient(Mean mean, TensorType x) implements OperandGradient, WindowGradient {
        @Override
        public String name() {
            return "gradient of avgpool";
        }

        @Override
        public Window window() {
            return mean.window;
        }

        @Override
        public Steps steps(Lowering lowering, Affine n, List<Affine> at) {
            Variable share = lowering.variable("share");
            Expression dy = lowering.operand("dy").load(n, at);
            return new Steps(
                    List.of(new Statement.Let(share, mean.of(dy, x, at))),
                    pixel -> List.of(give(lowering, n, pixel, Expression.local(share))));
        }
    }
}
