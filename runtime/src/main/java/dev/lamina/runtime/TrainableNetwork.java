package dev.lamina.runtime;

/** A network that can also be trained: it has gradients and the state of an optimiser. */
public interface TrainableNetwork extends Network {

    /**
     * The gradients of the last backward, with the layout of {@link #parameters()} without those that are not trained; not a copy.
     */
    Parameters gradients();

    /** The optimiser's state, which {@link #update()} changes; not a copy. */
    TrainingState state();

    /**
     * Switches dropout on (the default) or off for the forward passes that follow. Batch normalisation takes mean and variance of the batch
     * and changes its running values in any case: {@code predict} does neither.
     */
    void training(boolean dropoutOn);

    /** Copies the output of the last forward pass, of the last layer before the loss. */
    void output(float[] into);

    /**
     * Copies the gradient of the loss with respect to the input, of the last backward pass.
     *
     * @throws IllegalStateException if the network was compiled without input gradients, or takes tokens, which have none
     */
    void inputGradient(float[] into);

    /**
     * The norm of {@link #gradients()} as one vector: the root of the sum of their squares, before a {@code clip} of the train block. Its sum
     * has one order, so it is the same on any number of threads.
     */
    default double gradientNorm() {
        return GradientNorm.of(gradients().values());
    }

    /** Takes one step of the optimiser with {@link #gradients()}, which it does not change. */
    void update();
}
