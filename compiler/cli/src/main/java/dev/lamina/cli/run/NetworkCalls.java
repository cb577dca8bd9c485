package dev.lamina.cli.run;

import dev.lamina.runtime.TrainableNetwork;
import java.util.OptionalDouble;

/** Calls the forward pass, the backward pass and the training step of a network, whatever its losses compare the outputs with. */
public final class NetworkCalls {

    private final TrainableNetwork network;
    private final boolean hasLoss;

    public NetworkCalls(ModelFacts facts, TrainableNetwork network) {
        this.network = network;
        this.hasLoss = facts.hasLoss();
    }

    /** Computes the outputs; gives the loss where there is one. */
    public OptionalDouble forward(RunInputs in) {
        float loss = in.data().forward(network, in.batch());
        return hasLoss ? OptionalDouble.of(loss) : OptionalDouble.empty();
    }

    /** Computes the gradients of what {@link #forward} computed. */
    public void backward(RunInputs in) {
        in.data().backward(network);
    }

    /** Takes a step of the optimiser and gives the loss before it. */
    public float step(RunInputs in) {
        if (!hasLoss) {
            throw new IllegalStateException("a network without a loss takes no step of its own");
        }
        return in.data().trainStep(network, in.batch());
    }
}
