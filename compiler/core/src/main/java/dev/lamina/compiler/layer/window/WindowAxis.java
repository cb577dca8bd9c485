package dev.lamina.compiler.layer.window;

import dev.lamina.compiler.tensor.TimeAxis;

/**
 * A window along one axis of an image: out = floor((in + before + after - dilation · (kernel - 1) - 1) / stride) + 1. Positions are
 * counted from 0 at the edge of the image.
 *
 * @param before the padding before the first element: above or left of the image
 * @param after the padding behind the last element
 */
record WindowAxis(int kernel, int stride, int before, int after, int dilation) {
    /** How many elements of the image are between the window's first element and its last, both included. */
    long reach() {
        return dilation * (kernel - 1L) + 1;
    }

    long padded(int in) {
        return (long) in + before + after;
    }

    long out(int in) {
        return Math.floorDiv(padded(in) - reach(), stride) + 1;
    }

    /** {@link #out} of any number of steps. */
    TimeAxis steps() {
        return TimeAxis.ofWindows((long) before + after - reach(), stride);
    }

    /** The largest kernel that fits into the image, at most this one. */
    int fitting(int in) {
        return (int) Math.min(kernel, (padded(in) - 1) / dilation + 1);
    }

    /** The same windows, with a stride and a dilation that do not reach beyond the image. */
    WindowAxis reduced(int in) {
        int step = (int) Math.min(stride, padded(in) - reach() + 1);
        return new WindowAxis(kernel, step, before, after, kernel == 1 ? 1 : dilation);
    }

    /** The position of the last element of the last window. */
    private long last(int in) {
        return (out(in) - 1) * stride + reach() - 1 - before;
    }

    /**
     * How many elements past the last window are never read; 0 if the windows leave out elements between them too, as those of a strided
     * convolution with a kernel of one element do.
     */
    int unread(int in) {
        return stride > reach() ? 0 : (int) Math.max(0, in - 1 - last(in));
    }

    /** How far the last window reaches beyond the image. */
    int beyond(int in) {
        return (int) Math.max(0, last(in) - (in - 1));
    }

    /** How many zeros the gradient of the image reads before the first element of the gradient of the result. */
    int gradientBefore() {
        return (int) Math.max(0, reach() - 1 - before);
    }

    /** How many zeros the gradient of the image reads behind the last element of the gradient of the result. */
    int gradientAfter(int in) {
        return (int) Math.max(0, in - 1 + (long) before - (out(in) - 1) * stride);
    }

    /** How many windows there are if the last may reach beyond the padding: those that begin before the padding at the end. */
    private long outWithLast(int in) {
        return steps(in) + (lastIsTooFar(in) ? 0 : 1);
    }

    /** How often the window moves until it reaches the end of the padding or beyond. */
    private long steps(int in) {
        return -Math.floorDiv(reach() - padded(in), stride);
    }

    /** Whether the last of these windows begins behind the image, where it could only read padding. */
    private boolean lastIsTooFar(int in) {
        return steps(in) * stride >= (long) in + before;
    }

    /** How much more padding behind the last element those windows need. */
    int missing(int in) {
        return (int) Math.max(0, (outWithLast(in) - 1) * stride + reach() - padded(in));
    }

    /** The size of the result, with the arithmetic behind it, for people. */
    String arithmetic(int in) {
        return "floor(" + quotient(in) + ") + 1 = " + out(in);
    }

    /** As {@link #arithmetic}, if the last window may reach beyond the padding. */
    String ceilArithmetic(int in) {
        return "ceil(" + quotient(in) + ")" + (lastIsTooFar(in) ? " = " : " + 1 = ") + outWithLast(in);
    }

    private String quotient(int in) {
        String span = dilation == 1 ? "" + kernel : "(" + dilation + " * (" + kernel + " - 1) + 1)";
        String padding = before != after
                ? (before == 0 ? "" : " + " + before) + (after == 0 ? "" : " + " + after)
                : before == 0 ? "" : " + 2 * " + before;
        return "(" + in + padding + " - " + span + ") / " + stride;
    }
}
