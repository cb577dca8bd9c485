package dev.lamina.runtime;

/**
 * A generated network: a {@link Predictor} if it takes floats, a {@link TokenPredictor} if it takes tokens.
 *
 * <p>Arrays are dense, batch first, in PyTorch's order ({@code [N, C, H, W]}). An object belongs to one thread at a time,
 * its {@link Parameters} may be shared by many. No method allocates.
 */
public interface Network {

    /** The parameters this network reads; not a copy. */
    Parameters parameters();

    /** The largest batch a call may have. */
    int capacity();

    /** Floats, or tokens, of one sample of the input. */
    int inputSize();

    /** Floats of one sample of the output. */
    int outputSize();
}
