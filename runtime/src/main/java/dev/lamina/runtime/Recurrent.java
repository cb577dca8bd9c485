package dev.lamina.runtime;

/**
 * A network with layers that carry a state, which can be set before a call and read after it: recurrent layers, and causal convolutions if
 * the network can also run step by step.
 *
 * <p>A sample's state is one row of {@link #stateSize()} floats: for each such layer in the model's order h as [layers · directions,
 * hidden], then for an LSTM c of the same shape; for a convolution the last dilation · (kernel - 1) steps of its input, the oldest first, as
 * [steps, features]. The arrays hold a row for each sample up to the capacity; they are the network's own, not copies, and start as zeros.
 */
public interface Recurrent extends Network {

    /** Floats of one sample's state. */
    int stateSize();

    /** Creates a state of zeros for so many samples, which the caller keeps. This method allocates. */
    RecurrentState newState(int samples);

    /** The states before the first step, read by every call: zeros unless written to. */
    float[] initialState();

    /** The states after the last step of the last call. */
    float[] finalState();

    /** The gradients with respect to the initial states, of the last backward pass; null if made for predicting only. */
    float[] initialStateGradient();

    /** The gradients with respect to the final states, read by every backward pass: zeros unless written to. */
    float[] finalStateGradient();
}
