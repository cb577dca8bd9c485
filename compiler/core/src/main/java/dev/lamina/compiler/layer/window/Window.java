package dev.lamina.compiler.layer.window;

import dev.lamina.compiler.tensor.Halo;
import dev.lamina.compiler.tensor.Pair;
import dev.lamina.compiler.tensor.Shape;
import dev.lamina.compiler.tensor.Sides;
import dev.lamina.compiler.tensor.TensorType;

/** A window that slides over an image, along height and width. */
record Window(Pair kernel, Pair stride, Sides padding, Pair dilation) {
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

    long paddedHeight(Shape.Image in) {
        return rows().padded(in.height());
    }

    long paddedWidth(Shape.Image in) {
        return columns().padded(in.width());
    }

    /** The largest kernel that fits into the image, at most this one. */
    Pair fitting(Shape.Image in) {
        return new Pair(rows().fitting(in.height()), columns().fitting(in.width()));
    }

    /** How many numbers an image has with its padding. */
    double padded(Shape.Image in) {
        return (double) paddedHeight(in) * paddedWidth(in) * in.channels();
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

    /** The arithmetic of both axes, for people. */
    String arithmetic(Shape.Image in) {
        String height = rows().arithmetic(in.height());
        String width = columns().arithmetic(in.width());
        return "height = " + height + (height.equals(width) ? "" : ", width = " + width);
    }

    /** How many rows or columns past the last window are never read: (height, width). */
    Pair unread(Shape.Image in) {
        return new Pair(rows().unread(in.height()), columns().unread(in.width()));
    }

    /** The halo of the image, with which no window needs a special case at the edges. */
    Halo halo(TensorType in) {
        return new Halo(
                padding.top(),
                padding.left(),
                rows().beyond(in.size(1)),
                columns().beyond(in.size(2)),
                1,
                1);
    }

    /** The halo of the gradient of the result, which the gradient of the image reads: zeros around and between its elements. */
    Halo gradientHalo(TensorType in) {
        return new Halo(
                rows().gradientBefore(),
                columns().gradientBefore(),
                rows().gradientAfter(in.size(1)),
                columns().gradientAfter(in.size(2)),
                stride.height(),
                stride.width());
    }
}
