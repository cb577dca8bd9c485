package dev.lamina.runtime;

/**
 * A network that predicts; every generated class is one.
 *
 * <p>Arrays are dense, batch first, in PyTorch's order ({@code [N, C, H, W]}). An object belongs to one thread at a time,
 * its {@link Parameters} may be shared by many. No method allocates.
 */
public interface Network {

    /** The parameters this network reads; not a copy. */
    Parameters parameters();

    /** The largest batch a call may have. */
    int capacity();

    /** Floats of one sample of the input. */
    int inputSize();

    /** Floats of one sample of the output. */
    int outputSize();

    /**
     * Computes the output of the last layer before the loss, with dropout off.
     *
     * @param input {@code batch * inputSize()} floats, or more
     * @param batch the number of samples, 1 to {@link #capacity()}
     * @param output receives {@code batch * outputSize()} floats
     */
    void predict(float[] input, int batch, float[] output);
}
