package dev.lamina.compiler.layer.window;

import dev.lamina.compiler.tensor.Halo;
import dev.lamina.compiler.tensor.Pair;
import dev.lamina.compiler.tensor.Shape;
import dev.lamina.compiler.tensor.Sides;
import dev.lamina.compiler.tensor.TensorType;
import dev.lamina.compiler.tensor.TimeAxis;
import java.util.List;

/** A window that slides over an image, along height and width; over a sequence, as over an image of one column whose rows are the steps. */
record Window(Pair kernel, Pair stride, Sides padding, Pair dilation) {
    /** The rows of an image, or the steps of a sequence. */
    static int height(TensorType x) {
        return x.size(x.rank() == 2 ? 0 : 1);
    }

    /** The columns of an image; 1 for a sequence. */
    static int width(TensorType x) {
        return x.rank() == 2 ? 1 : x.size(2);
    }

    static int height(Shape in) {
        return in instanceof Shape.Image image ? image.height() : in.sizes().get(0);
    }

    static int width(Shape in) {
        return in instanceof Shape.Image image ? image.width() : 1;
    }

    /** The type of the results of all windows over {@code x}, with so many channels. */
    TensorType out(TensorType x, int channels) {
        int height = (int) outHeight(height(x));
        TensorType out = TensorType.samples(
                x.rank() == 2 ? List.of(height, channels) : List.of(channels, height, (int) outWidth(width(x))));
        return x.time().map(before -> out.over(before.then(steps()))).orElse(out);
    }

    /** The number of steps of the result, from that of a sequence. */
    TimeAxis steps() {
        return rows().steps();
    }

    Window with(Sides newPadding) {
        return new Window(kernel, stride, newPadding, dilation);
    }

    private WindowAxis rows() {
        return new WindowAxis(kernel.height(), stride.height(), padding.top(), padding.bottom(), dilation.height());
    }

    private WindowAxis columns() {
        return new WindowAxis(kernel.width(), stride.width(), padding.left(), padding.right(), dilation.width());
    }

    long outHeight(int height) {
        return rows().out(height);
    }

    long outWidth(int width) {
        return columns().out(width);
    }

    /** The rows and columns from the window's first element to its last. */
    long reachHeight() {
        return rows().reach();
    }

    long reachWidth() {
        return columns().reach();
    }

    long outHeight(Shape in) {
        return outHeight(height(in));
    }

    long outWidth(Shape in) {
        return outWidth(width(in));
    }

    long paddedHeight(Shape in) {
        return rows().padded(height(in));
    }

    long paddedWidth(Shape in) {
        return columns().padded(width(in));
    }

    /** The largest kernel that fits into the image, at most this one. */
    Pair fitting(Shape in) {
        return new Pair(rows().fitting(height(in)), columns().fitting(width(in)));
    }

    /** How many numbers an image has with its padding. */
    double padded(Shape in) {
        return (double) paddedHeight(in) * paddedWidth(in) * in.features();
    }

    /**
     * Equivalent windows over an image of this size. Strides and dilations that reach beyond the image are reduced, so that indices stay
     * small.
     */
    Window reduced(int height, int width) {
        WindowAxis rows = rows().reduced(height);
        WindowAxis columns = columns().reduced(width);
        return new Window(
                kernel,
                new Pair(rows.stride(), columns.stride()),
                padding,
                new Pair(rows.dilation(), columns.dilation()));
    }

    /** With so much more padding behind the last row and column that every window that begins before the padding there fits. */
    Window withLastWindows(int height, int width) {
        return with(new Sides(
                padding.top(),
                padding.bottom() + rows().missing(height),
                padding.left(),
                padding.right() + columns().missing(width)));
    }

    /** The arithmetic of all axes, for people. */
    String arithmetic(Shape in) {
        return arithmetic(in, rows().arithmetic(height(in)), columns().arithmetic(width(in)));
    }

    /** The arithmetic of all axes where windows may reach beyond the padding, for people. */
    String ceilArithmetic(Shape in) {
        return arithmetic(in, rows().ceilArithmetic(height(in)), columns().ceilArithmetic(width(in)));
    }

    private static String arithmetic(Shape in, String height, String width) {
        if (!(in instanceof Shape.Image)) {
            return "steps = " + height;
        }
        return "height = " + height + (height.equals(width) ? "" : ", width = " + width);
    }

    /** How many rows or columns past the last window are never read: (height, width). */
    Pair unread(Shape in) {
        return new Pair(rows().unread(height(in)), columns().unread(width(in)));
    }

    /** The halo of the image, with which no window needs a special case at the edges. */
    Halo halo(TensorType in) {
        return new Halo(
                padding.top(),
                padding.left(),
                rows().beyond(height(in)),
                columns().beyond(width(in)),
                1,
                1);
    }

    /** The halo of the gradient of the result, which the gradient of the image reads: zeros around and between its elements. */
    Halo gradientHalo(TensorType in) {
        return new Halo(
                rows().gradientBefore(),
                columns().gradientBefore(),
                rows().gradientAfter(height(in)),
                columns().gradientAfter(width(in)),
                stride.height(),
                stride.width());
    }
}
