package dev.lamina.compiler.layer.window;

/**
 * A transposed convolution along one axis: out = (in - 1) · stride - 2 · padding + dilation · (kernel - 1) + 1 + more.
 *
 * @param more how many more elements the result has at its end
 */
record TransposedAxis(int kernel, int stride, int padding, int more, int dilation) {
    long out(int in) {
        return (in - 1L) * stride - 2L * padding + dilation * (kernel - 1L) + 1 + more;
    }

    /** The size of the result, with the arithmetic behind it, for people. */
    String arithmetic(int in) {
        String reach = dilation == 1 ? "" + kernel : dilation + " * (" + kernel + " - 1) + 1";
        return "(" + in + " - 1) * " + stride + (padding == 0 ? "" : " - 2 * " + padding) + " + " + reach
                + (more == 0 ? "" : " + " + more) + " = " + out(in);
    }
}
