package dev.lamina.compiler.layer.window;

import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Bound;
import dev.lamina.compiler.ir.Expression;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.ir.Symbol;
import dev.lamina.compiler.ir.Variable;
import dev.lamina.compiler.layer.Incoming;
import dev.lamina.compiler.layer.Inference;
import dev.lamina.compiler.layer.Inputs;
import dev.lamina.compiler.layer.Layer;
import dev.lamina.compiler.layer.Scope;
import dev.lamina.compiler.op.Lowering;
import dev.lamina.compiler.op.Operation;
import dev.lamina.compiler.signature.ArgumentKind;
import dev.lamina.compiler.signature.Arguments;
import dev.lamina.compiler.signature.CallKind;
import dev.lamina.compiler.signature.Category;
import dev.lamina.compiler.signature.Place;
import dev.lamina.compiler.source.Code;
import dev.lamina.compiler.tensor.Pair;
import dev.lamina.compiler.tensor.Shape;
import dev.lamina.compiler.tensor.TensorType;
import dev.lamina.compiler.tensor.TensorView;
import dev.lamina.compiler.tensor.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Maximum over windows of an image: padding counts as -∞, out = floor((in + 2p - k) / s) + 1. The gradient goes to the first maximum of
 * a window in row-major order; NaN comes through.
 */
public record MaxPool(Window window) implements Layer {
    public static final CallKind<Layer> KIND = new CallKind<>(
            "maxpool",
            Category.POOLING,
            List.of(
                    ArgumentKind.window("window", "rows and columns of the window"),
                    ArgumentKind.pair("stride", 1, 1, "how far the window moves")
                            .defaultsTo("window"),
                    ArgumentKind.pair(
                            "padding", 0, 0, "rows and columns around the image that no maximum is taken from")),
            "the maximum of each window of an image",
            MaxPool::of);

    private static MaxPool of(Arguments arguments) {
        Pair size = arguments.pair("window");
        return new MaxPool(new Window(size, arguments.pair("stride", size), arguments.pair("padding"), new Pair(1, 1)));
    }

    @Override
    public String keyword() {
        return "maxpool";
    }

    @Override
    public String semantics() {
        return (window.padding().equals(new Pair(0, 0)) ? "" : "padding counts as -infinity; ")
                + "the gradient goes to the first maximum, row by row";
    }

    @Override
    public List<String> formulas() {
        return List.of(
                "y[k, r, c] = the largest x under the window at r, c",
                "dx = for each window, its dy at the first of the largest, row by row; 0 elsewhere");
    }

    @Override
    public Inference infer(Inputs inputs) {
        Incoming in = inputs.x();
        Place place = inputs.place();
        if (!(in.shape() instanceof Shape.Image image)) {
            return Inference.mismatch(in.mismatch(Code.E0302, place.call(), "maxpool", "an image"));
        }
        Pair size = window.kernel();
        Pair padding = window.padding();
        if (2L * padding.height() > size.height() || 2L * padding.width() > size.width()) {
            Pair most = new Pair(size.height() / 2, size.width() / 2);
            return Inference.mismatch(
                    in.problem(
                            Code.E0304,
                            place.argument("padding"),
                            "padding of " + padding + " is more than half the window of " + size),
                    new Inference.Proposal("at most " + most + " is possible", place.with("padding", most.toString())));
        }
        Optional<Inference> refused = Windows.refused(in, image, "maxpool", window, place);
        if (refused.isPresent()) {
            return refused.get();
        }
        int height = (int) window.outHeight(image.height());
        int width = (int) window.outWidth(image.width());
        return new Inference.Fits(
                new Shape.Image(image.channels(), height, width),
                window.arithmetic(image),
                Windows.unread(in, image, "maxpool", window, place));
    }

    @Override
    public Value forward(Scope scope) {
        Value x = scope.x();
        return scope.add("", new Pool(reduced(x)), x);
    }

    @Override
    public void backward(Scope scope, Value y, Value dy) {
        Value x = scope.x();
        scope.operandGradient("x", scope.add("gradient", new Gradient(reduced(x)), dy, x, y));
    }

    private Window reduced(Value x) {
        return window.reduced(x.type().size(1), x.type().size(2));
    }

    private static final Symbol I = new Symbol("i");
    private static final Symbol J = new Symbol("j");

    /** The pixel under window element (i, j) of the window at {@code at}. */
    private static List<Affine> under(Window window, List<Affine> at, Affine i, Affine j) {
        return List.of(
                at.get(0),
                at.get(1)
                        .times(window.stride().height())
                        .plus(i)
                        .plus(-window.padding().height()),
                at.get(2)
                        .times(window.stride().width())
                        .plus(j)
                        .plus(-window.padding().width()));
    }

    /** The body for each window element that lies within the image, in row-major order. */
    private static Statement inside(Window window, TensorType x, List<Affine> at, Statement body) {
        Statement columns = clipped(
                J,
                at.get(2),
                window.stride().width(),
                window.kernel().width(),
                window.padding().width(),
                x.size(2),
                body);
        return clipped(
                I,
                at.get(1),
                window.stride().height(),
                window.kernel().height(),
                window.padding().height(),
                x.size(1),
                columns);
    }

    private static Statement clipped(
            Symbol element, Affine at, int stride, int kernel, int padding, int size, Statement body) {
        Affine start = at.times(stride).plus(-padding);
        return new Statement.Loop(
                element,
                padding == 0 ? Bound.of(0) : Bound.max(Affine.ZERO, start.times(-1)),
                padding == 0
                        ? Bound.of(kernel)
                        : Bound.min(Affine.of(kernel), start.times(-1).plus(size)),
                List.of(new Statement.SteppedBody(Affine.of(1), body)));
    }

    private static boolean isPlain(Window window) {
        return window.padding().equals(new Pair(0, 0))
                && window.kernel().height() * window.kernel().width() <= 9;
    }

    /** y = the maximum of x over each window. */
    record Pool(Window window) implements Operation {
        @Override
        public String name() {
            return "maxpool";
        }

        @Override
        public TensorType type(List<TensorType> operands) {
            TensorType x = operands.get(0);
            return TensorType.samples(
                    List.of(x.size(0), (int) window.outHeight(x.size(1)), (int) window.outWidth(x.size(2))));
        }

        @Override
        public Role role() {
            return Role.POOLING;
        }

        @Override
        public String refusal() {
            return "";
        }

        @Override
        public Statement lower(Lowering lowering) {
            TensorView x = lowering.operand(0);
            return lowering.everywhere((n, at) -> {
                if (isPlain(window)) {
                    return lowering.store(n, at, unrolled(x, n, at));
                }
                Variable max = lowering.variable("max");
                Expression pixel = x.load(n, under(window, at, Affine.of(I), Affine.of(J)));
                return Statement.block(
                        new Statement.Let(max, Expression.constant(Float.NEGATIVE_INFINITY)),
                        inside(
                                window,
                                x.type(),
                                at,
                                new Statement.Assign(max, Expression.local(max).max(pixel))),
                        lowering.store(n, at, Expression.local(max)));
            });
        }

        private Expression unrolled(TensorView x, Affine n, List<Affine> at) {
            Expression max = x.load(n, under(window, at, Affine.ZERO, Affine.ZERO));
            for (int i = 0; i < window.kernel().height(); i++) {
                for (int j = i == 0 ? 1 : 0; j < window.kernel().width(); j++) {
                    max = max.max(x.load(n, under(window, at, Affine.of(i), Affine.of(j))));
                }
            }
            return max;
        }
    }

    /** dx = dy at the first element of each window that equals its maximum y, 0 elsewhere; operands dy, x, y. */
    record Gradient(Window window) implements Operation {
        @Override
        public String name() {
            return "gradient of maxpool";
        }

        @Override
        public TensorType type(List<TensorType> operands) {
            return operands.get(1);
        }

        @Override
        public Role role() {
            return Role.POOLING_GRADIENT;
        }

        private boolean overlaps() {
            return window.stride().height() < window.kernel().height()
                    || window.stride().width() < window.kernel().width();
        }

        @Override
        public boolean fillsPadding() {
            return false;
        }

        @Override
        public Statement lower(Lowering lowering) {
            TensorView dy = lowering.operand(0);
            TensorView x = lowering.operand(1);
            TensorView y = lowering.operand(2);
            List<Statement> all = new ArrayList<>();
            boolean plain = isPlain(window) && !overlaps();
            if (!(plain && tiles(x.type(), y.type()))) {
                all.add(new Statement.Fill(
                        lowering.result().buffer(),
                        Affine.ZERO,
                        lowering.result().room()));
            }
            all.add(lowering.samples(n -> lowering.lanes(y, at -> windowGradient(lowering, dy, x, y, n, at))));
            return new Statement.Block(all);
        }

        private boolean tiles(TensorType x, TensorType y) {
            return y.size(1) * window.stride().height() == x.size(1)
                    && y.size(2) * window.stride().width() == x.size(2)
                    && window.stride().equals(window.kernel());
        }

        private Statement windowGradient(
                Lowering lowering, TensorView dy, TensorView x, TensorView y, Affine n, List<Affine> at) {
            Variable left = lowering.variable("left");
            Variable max = lowering.variable("max");
            List<Statement> body = new ArrayList<>();
            body.add(new Statement.Let(left, dy.load(n, at)));
            body.add(new Statement.Let(max, y.load(n, at)));
            if (isPlain(window)) {
                for (int i = 0; i < window.kernel().height(); i++) {
                    for (int j = 0; j < window.kernel().width(); j++) {
                        body.addAll(give(lowering, x, n, under(window, at, Affine.of(i), Affine.of(j)), left, max));
                    }
                }
            } else {
                List<Affine> pixel = under(window, at, Affine.of(I), Affine.of(J));
                body.add(inside(window, x.type(), at, new Statement.Block(give(lowering, x, n, pixel, left, max))));
            }
            return new Statement.Block(body);
        }

        /** What is left of dy goes to this pixel if it is the maximum; then nothing is left. */
        private List<Statement> give(
                Lowering lowering, TensorView x, Affine n, List<Affine> pixel, Variable left, Variable max) {
            Variable element = lowering.variable("value");
            Expression value = Expression.local(element);
            Expression given = equal(value, max, Expression.local(left), Expression.constant(0));
            TensorView dx = lowering.result();
            boolean alone = isPlain(window) && !overlaps();
            return List.of(
                    new Statement.Let(element, x.load(n, pixel)),
                    Statement.store(
                            dx.buffer(),
                            dx.index(n, pixel),
                            alone ? given : dx.load(n, pixel).plus(given)),
                    new Statement.Assign(left, equal(value, max, Expression.constant(0), Expression.local(left))));
        }

        private static Expression equal(Expression value, Variable max, Expression then, Expression otherwise) {
            return new Expression.Select(Expression.Comparison.EQUAL, value, Expression.local(max), then, otherwise);
        }
    }
}
