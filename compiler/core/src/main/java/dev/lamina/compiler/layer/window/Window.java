package dev.lamina.compiler.layer.window;

import dev.lamina.compiler.tensor.Halo;
import dev.lamina.compiler.tensor.Pair;
import dev.lamina.compiler.tensor.Shape;
import dev.lamina.compiler.tensor.TensorType;

/**
 * A window that slides over an image, along height and width: out = floor((in + 2 · padding - dilation · (kernel - 1) - 1) / stride)
 * + 1.
 */
record Window(Pair kernel, Pair stride, Pair padding, Pair dilation) {
    long outHeight(int height) {
        return out(height, kernel.height(), stride.height(), padding.height(), dilation.height());
    }

    long outWidth(int width) {
        return out(width, kernel.width(), stride.width(), padding.width(), dilation.width());
    }

    /** The rows and columns from the window's first element to its last. */
    long reachHeight() {
        return dilation.height() * (kernel.height() - 1L) + 1;
    }

    long reachWidth() {
        return dilation.width() * (kernel.width() - 1L) + 1;
    }

    /** The largest kernel that fits into the image, at most this one. */
    Pair fitting(Shape.Image in) {
        return new Pair(
                fitting(in.height(), kernel.height(), padding.height(), dilation.height()),
                fitting(in.width(), kernel.width(), padding.width(), dilation.width()));
    }

    private static int fitting(int in, int kernel, int padding, int dilation) {
        return (int) Math.min(kernel, (in + 2L * padding - 1) / dilation + 1);
    }

    /** How many numbers an image has with its padding. */
    double padded(Shape.Image in) {
        return (in.height() + 2.0 * padding.height()) * (in.width() + 2.0 * padding.width()) * in.channels();
    }

    /**
     * Equivalent windows over an image of this size. Strides and dilations that reach beyond the image are reduced, so that indices stay
     * small.
     */
    Window reduced(int height, int width) {
        return new Window(
                kernel,
                new Pair(
                        step(stride.height(), height + 2L * padding.height() - reachHeight()),
                        step(stride.width(), width + 2L * padding.width() - reachWidth())),
                padding,
                new Pair(kernel.height() == 1 ? 1 : dilation.height(), kernel.width() == 1 ? 1 : dilation.width()));
    }

    private static int step(int stride, long room) {
        return (int) Math.min(stride, room + 1);
    }

    private static long out(long in, long kernel, long stride, long padding, long dilation) {
        return Math.floorDiv(in + 2 * padding - dilation * (kernel - 1) - 1, stride) + 1;
    }

    /** The arithmetic of both axes, for people. */
    String arithmetic(Shape.Image in) {
        String height = "height = "
                + arithmetic(in.height(), kernel.height(), stride.height(), padding.height(), dilation.height());
        String width =
                "width = " + arithmetic(in.width(), kernel.width(), stride.width(), padding.width(), dilation.width());
        return height.substring(9).equals(width.substring(8)) ? height : height + ", " + width;
    }

    private static String arithmetic(int in, int kernel, int stride, int padding, int dilation) {
        String span = dilation == 1 ? "" + kernel : "(" + dilation + " * (" + kernel + " - 1) + 1)";
        return "floor((" + in + (padding == 0 ? "" : " + 2 * " + padding) + " - " + span + ") / " + stride + ") + 1 = "
                + out(in, kernel, stride, padding, dilation);
    }

    /** The row or column of the last element of the last window, counted from 0 at the edge of the image. */
    private static long last(int in, int kernel, int stride, int padding, int dilation) {
        return (out(in, kernel, stride, padding, dilation) - 1) * stride + (long) dilation * (kernel - 1) - padding;
    }

    /** How many rows or columns past the last window are never read: (height, width). */
    Pair unread(Shape.Image in) {
        return new Pair(
                unread(in.height(), kernel.height(), stride.height(), padding.height(), dilation.height()),
                unread(in.width(), kernel.width(), stride.width(), padding.width(), dilation.width()));
    }

    private static int unread(int in, int kernel, int stride, int padding, int dilation) {
        return (int) Math.max(0, in - 1 - last(in, kernel, stride, padding, dilation));
    }

    /** The halo of the image, with which no window needs a special case at the edges. */
    Halo halo(TensorType in) {
        return new Halo(
                padding.height(),
                padding.width(),
                after(in.size(1), kernel.height(), stride.height(), padding.height(), dilation.height()),
                after(in.size(2), kernel.width(), stride.width(), padding.width(), dilation.width()),
                1,
                1);
    }

    private static int after(int in, int kernel, int stride, int padding, int dilation) {
        return (int) Math.max(0, last(in, kernel, stride, padding, dilation) - (in - 1));
    }

    /** The halo of the gradient of the result, which the gradient of the image reads: zeros around and between its elements. */
    Halo gradientHalo(TensorType in) {
        return new Halo(
                Math.max(0, dilation.height() * (kernel.height() - 1) - padding.height()),
                Math.max(0, dilation.width() * (kernel.width() - 1) - padding.width()),
                gradientAfter(in.size(1), kernel.height(), stride.height(), padding.height(), dilation.height()),
                gradientAfter(in.size(2), kernel.width(), stride.width(), padding.width(), dilation.width()),
                stride.height(),
                stride.width());
    }

    private static int gradientAfter(int in, int kernel, int stride, int padding, int dilation) {
        long last = (out(in, kernel, stride, padding, dilation) - 1) * stride;
        return (int) Math.max(0, in - 1 + padding - last);
    }
}
