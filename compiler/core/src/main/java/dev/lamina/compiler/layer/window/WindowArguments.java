package dev.lamina.compiler.layer.window;

import dev.lamina.compiler.signature.Arguments;
import dev.lamina.compiler.tensor.Pair;
import dev.lamina.compiler.tensor.Shape;
import dev.lamina.compiler.tensor.Sides;
import dev.lamina.compiler.tensor.TensorType;
import java.util.Optional;

/**
 * What a call says about its window. How far {@code padding = same} pads depends on the image: the result has ceil(in / stride) rows and
 * columns, and an odd row or column of padding is at the bottom or right side.
 *
 * @param padding empty for {@code same}
 */
record WindowArguments(Pair kernel, Pair stride, Optional<Sides> padding, Pair dilation) {
    /** Of a layer whose stride is its window unless it is written. */
    static WindowArguments ofPooling(Arguments arguments) {
        Pair size = arguments.pair("window");
        return new WindowArguments(size, arguments.pair("stride", size), arguments.sides("padding"), new Pair(1, 1));
    }

    static WindowArguments ofConvolution(Arguments arguments) {
        return new WindowArguments(
                arguments.pair("kernel"),
                arguments.pair("stride"),
                arguments.sides("padding"),
                arguments.pair("dilation"));
    }

    boolean isSame() {
        return padding.isEmpty();
    }

    boolean isPadded() {
        return !padding.equals(Optional.of(Sides.NONE));
    }

    Window over(Shape.Image image) {
        return over(image.height(), image.width());
    }

    /** The windows over images of this type, {@linkplain Window#reduced reduced} for the loops. */
    Window over(TensorType x) {
        return over(x.size(1), x.size(2)).reduced(x.size(1), x.size(2));
    }

    private Window over(int height, int width) {
        Window none = new Window(kernel, stride, Sides.NONE, dilation);
        if (padding.isPresent()) {
            return none.with(padding.get());
        }
        int rows = missing(height, stride.height(), none.reachHeight());
        int columns = missing(width, stride.width(), none.reachWidth());
        return none.with(new Sides(rows / 2, rows - rows / 2, columns / 2, columns - columns / 2));
    }

    /** The arithmetic of both axes, for people. */
    String arithmetic(Shape.Image image) {
        if (padding.isPresent()) {
            return over(image).arithmetic(image);
        }
        String height = ceiling(image.height(), stride.height());
        String width = ceiling(image.width(), stride.width());
        return "height = " + height + (height.equals(width) ? "" : ", width = " + width);
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
