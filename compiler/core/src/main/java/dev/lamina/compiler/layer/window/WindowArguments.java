package dev.lamina.compiler.layer.window;

import dev.lamina.compiler.signature.Arguments;
import dev.lamina.compiler.tensor.Pair;
import dev.lamina.compiler.tensor.Shape;
import dev.lamina.compiler.tensor.Sides;
import dev.lamina.compiler.tensor.TensorType;
import dev.lamina.compiler.tensor.TimeAxis;
import java.util.Optional;

/**
 * What a call says about its window. How far {@code padding = same} pads depends on the image: the result has ceil(in / stride) rows and
 * columns, and an odd row or column of padding is at the bottom or right side. A sequence is an image whose rows are the steps, with one
 * column.
 *
 * @param ceil whether a last window that reaches beyond the padding counts, if it begins before the padding at the end
 */
record WindowArguments(Pair kernel, Pair stride, WindowPadding padding, Pair dilation, boolean ceil) {
    /** Of a layer whose stride is its window unless it is written. */
    static WindowArguments ofPooling(Arguments arguments) {
        Pair size = arguments.pair("window");
        return new WindowArguments(
                size,
                arguments.pair("stride", size),
                WindowPadding.of(arguments),
                new Pair(1, 1),
                arguments.flag("ceil"));
    }

    static WindowArguments ofConvolution(Arguments arguments) {
        return new WindowArguments(
                arguments.pair("kernel"),
                arguments.pair("stride"),
                WindowPadding.of(arguments),
                arguments.pair("dilation"),
                false);
    }

    boolean isSame() {
        return padding.rule() == WindowPadding.Rule.SAME;
    }

    boolean isCausal() {
        return padding.rule() == WindowPadding.Rule.CAUSAL;
    }

    boolean isPadded() {
        return !padding.isNone();
    }

    /** The same arguments for a sequence: they say nothing about columns. */
    private WindowArguments ofSteps() {
        return new WindowArguments(
                new Pair(kernel.height(), 1),
                new Pair(stride.height(), 1),
                padding.ofSteps(),
                new Pair(dilation.height(), 1),
                ceil);
    }

    /** The same arguments without {@code ceil}: windows that do not reach beyond the padding. */
    WindowArguments withoutCeil() {
        return new WindowArguments(kernel, stride, padding, dilation, false);
    }

    /** The windows over an image, or over the steps of a sequence. */
    Window over(Shape shape) {
        if (shape instanceof Shape.Image image) {
            return over(image.height(), image.width());
        }
        return ofSteps().over(shape.sizes().get(0), 1);
    }

    /** The windows over images or sequences of this type, {@linkplain Window#reduced reduced} for the loops. */
    Window over(TensorType x) {
        int height = Window.height(x);
        int width = Window.width(x);
        return (x.rank() == 2 ? ofSteps() : this).over(height, width).reduced(height, width);
    }

    private Window over(int height, int width) {
        Window window = padded(height, width);
        return ceil ? window.withLastWindows(height, width) : window;
    }

    private Window padded(int height, int width) {
        Window none = new Window(kernel, stride, Sides.NONE, dilation);
        return switch (padding.rule()) {
            case GIVEN -> none.with(padding.sides());
            case SAME -> {
                int rows = missing(height, stride.height(), none.reachHeight());
                int columns = missing(width, stride.width(), none.reachWidth());
                yield none.with(new Sides(rows / 2, rows - rows / 2, columns / 2, columns - columns / 2));
            }
            case CAUSAL -> none.with(new Sides((int) Math.min(Integer.MAX_VALUE, none.reachHeight() - 1), 0, 0, 0));
        };
    }

    /** The steps of the result over a sequence of this shape, from those of the sequence. */
    TimeAxis steps(Shape in) {
        return over(TensorType.samples(in.sizes())).steps();
    }

    /** The reason why the number of windows over a shorter sequence does not follow from this one's; empty if it does. */
    Optional<String> fixesSteps(Shape in) {
        if (!(in instanceof Shape.Sequence)) {
            return Optional.empty();
        }
        if (isSame()) {
            return stride.height() > 1
                    ? Optional.of("pads by the number of steps: `padding = same` with a stride")
                    : Optional.empty();
        }
        return ceil ? Optional.of("has a last window that reaches beyond the end: `ceil = true`") : Optional.empty();
    }

    /** Whether windows over a sequence read no step after that of their result. */
    boolean readsNoLaterStep() {
        Window window = ofSteps().over(1, 1);
        return stride.height() == 1 && window.padding().top() >= window.reachHeight() - 1;
    }

    /** How many steps before that of its result a window over a sequence reads, if it keeps their number. */
    int earlierSteps() {
        return ofSteps().over(1, 1).padding().top();
    }

    /** The arithmetic of all axes, for people. */
    String arithmetic(Shape shape) {
        if (ceil && !isSame()) {
            return withoutCeil().over(shape).ceilArithmetic(shape);
        }
        if (!isSame()) {
            return over(shape).arithmetic(shape);
        }
        if (shape instanceof Shape.Image image) {
            String height = ceiling(image.height(), stride.height());
            String width = ceiling(image.width(), stride.width());
            return "height = " + height + (height.equals(width) ? "" : ", width = " + width);
        }
        return "steps = " + ceiling(shape.sizes().get(0), stride.height());
    }

    private static String ceiling(int size, int stride) {
        return "ceil(" + size + " / " + stride + ") = " + ((size - 1) / stride + 1);
    }

    /** How much padding the axis needs for ceil(size / stride) windows; if it does not fit into an int, an image cannot have it anyway. */
    private static int missing(int size, int stride, long reach) {
        long last = (size - 1L) / stride * stride;
        return (int) Math.min(Integer.MAX_VALUE, Math.max(0, last + reach - size));
    }
}
