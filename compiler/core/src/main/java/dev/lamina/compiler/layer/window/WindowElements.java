package dev.lamina.compiler.layer.window;

import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Bound;
import dev.lamina.compiler.ir.Expression;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.ir.Symbol;
import dev.lamina.compiler.tensor.Pair;
import dev.lamina.compiler.tensor.Sides;
import dev.lamina.compiler.tensor.TensorType;
import dev.lamina.compiler.tensor.TensorView;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The elements of a window, in row-major order: the pixels they lie on, and which of them lie within the image. */
record WindowElements(Window window) {
    /** The most elements that are written out one by one. */
    private static final int MOST_UNROLLED = 9;

    private static final Symbol I = new Symbol("i");
    private static final Symbol J = new Symbol("j");

    /** Whether the elements are few and always within the image. They are then written out one by one, without a loop. */
    boolean areUnrolled() {
        return window.padding().equals(Sides.NONE)
                && window.kernel().height() * window.kernel().width() <= MOST_UNROLLED;
    }

    /** Whether no pixel lies under two windows. */
    boolean areDisjoint() {
        return window.stride().height() >= window.kernel().height()
                && window.stride().width() >= window.kernel().width();
    }

    /** Whether each pixel of {@code x} lies under exactly one of the windows that give {@code y}. */
    boolean cover(TensorType x, TensorType y) {
        return Window.height(y) * window.stride().height() == Window.height(x)
                && Window.width(y) * window.stride().width() == Window.width(x)
                && window.stride().equals(window.kernel());
    }

    /** The pixels under the window at {@code at}, one by one. */
    List<List<Affine>> pixels(List<Affine> at) {
        List<List<Affine>> pixels = new ArrayList<>();
        for (int i = 0; i < window.kernel().height(); i++) {
            for (int j = 0; j < window.kernel().width(); j++) {
                pixels.add(pixel(at, Affine.of(i), Affine.of(j)));
            }
        }
        return pixels;
    }

    /** Loops over the elements of the window at {@code at} that lie within the image; the body is given the pixel. */
    Statement loops(TensorType x, List<Affine> at, Function<List<Affine>, Statement> body) {
        Pair kernel = window.kernel();
        Sides padding = window.padding();
        if (isOverSteps(at)) {
            Statement element = body.apply(pixel(at, Affine.of(I), Affine.ZERO));
            return clipped(I, firstRow(at), kernel.height(), padding.top(), padding.bottom(), steps(x), element);
        }
        Statement element = body.apply(pixel(at, Affine.of(I), Affine.of(J)));
        Statement columns = clipped(
                J, firstColumn(at), kernel.width(), padding.left(), padding.right(), Affine.of(x.size(2)), element);
        return clipped(
                I, firstRow(at), kernel.height(), padding.top(), padding.bottom(), Affine.of(x.size(1)), columns);
    }

    /**
     * How many elements of the window at {@code at} lie within the image and {@code counted}, the padding around it that counts too, as a
     * float.
     */
    Expression count(TensorType x, List<Affine> at, Sides counted) {
        Pair kernel = window.kernel();
        Sides beyond = new Sides(
                window.padding().top() - counted.top(),
                window.padding().bottom() - counted.bottom(),
                window.padding().left() - counted.left(),
                window.padding().right() - counted.right());
        Expression rows = count(
                firstRow(at).plus(counted.top()),
                kernel.height(),
                beyond.top(),
                beyond.bottom(),
                height(x).plus(counted.top() + counted.bottom()));
        if (isOverSteps(at)) {
            return rows;
        }
        return rows.times(count(
                firstColumn(at).plus(counted.left()),
                kernel.width(),
                beyond.left(),
                beyond.right(),
                Affine.of(Window.width(x) + counted.left() + counted.right())));
    }

    private static Affine height(TensorType x) {
        return x.rank() == 2 ? steps(x) : Affine.of(Window.height(x));
    }

    /** The steps of a sequence that are no padding. */
    private static Affine steps(TensorType x) {
        return TensorView.operandSteps(x);
    }

    /** Whether {@code at} is an element of a sequence, not of an image. */
    private static boolean isOverSteps(List<Affine> at) {
        return at.size() == 2;
    }

    /** The row, or the step, of the window's first element. */
    private Affine firstRow(List<Affine> at) {
        return at.get(isOverSteps(at) ? 0 : 1)
                .times(window.stride().height())
                .plus(-window.padding().top());
    }

    private Affine firstColumn(List<Affine> at) {
        return at.get(2).times(window.stride().width()).plus(-window.padding().left());
    }

    private static Expression count(Affine first, int kernel, int before, int after, Affine size) {
        Expression all = Expression.constant((float) kernel);
        Expression end = after == 0
                ? all
                : new Expression.Binary(
                        Expression.BinaryOperator.MIN,
                        all,
                        new Expression.IndexAsFloat(first.times(-1).plus(size)));
        return before == 0 ? end : end.minus(Expression.constant(0).max(new Expression.IndexAsFloat(first.times(-1))));
    }

    /** The pixel under element (i, j) of the window at {@code at}. */
    private List<Affine> pixel(List<Affine> at, Affine i, Affine j) {
        return isOverSteps(at)
                ? List.of(firstRow(at).plus(i), at.get(1))
                : List.of(at.get(0), firstRow(at).plus(i), firstColumn(at).plus(j));
    }

    /** A loop over one axis of a window, whose first element lies at {@code first} of an axis of {@code size} pixels. */
    private static Statement clipped(
            Symbol element, Affine first, int kernel, int before, int after, Affine size, Statement body) {
        return new Statement.Loop(
                element,
                before == 0 ? Bound.of(0) : Bound.max(Affine.ZERO, first.times(-1)),
                after == 0
                        ? Bound.of(kernel)
                        : Bound.min(Affine.of(kernel), first.times(-1).plus(size)),
                List.of(new Statement.SteppedBody(Affine.of(1), body)));
    }
}
