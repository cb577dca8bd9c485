package dev.lamina.cli.run;

import dev.lamina.compiler.NetworkInput;
import dev.lamina.runtime.GroundTruth;
import dev.lamina.runtime.TrainableNetwork;
import java.util.OptionalDouble;

/** Calls the forward pass, the backward pass and the training step of a network, whatever its loss compares the output with. */
public final class NetworkCalls {

    private final TrainableNetwork network;
    private final GroundTruth loss;

    public NetworkCalls(ModelFacts facts, TrainableNetwork network) {
        this.network = network;
        this.loss = facts.groundTruth();
    }

    /** Computes the output; gives the loss where there is one. */
    public OptionalDouble forward(RunInputs in) {
        return switch (loss) {
            case LABELS -> OptionalDouble.of(in.input().forward(network, in.labels(), in.batch()));
            case TARGET -> OptionalDouble.of(in.input().forward(network, in.target(), in.batch()));
            case NONE -> {
                in.input().forward(network, in.batch());
                yield OptionalDouble.empty();
            }
        };
    }

    /** Computes the gradients of what {@link #forward} computed. */
    public void backward(RunInputs in) {
        if (loss == GroundTruth.NONE) {
            NetworkInput.backward(network, in.outputGradient());
        } else {
            NetworkInput.backward(network);
        }
    }

    /** Takes a step of the optimiser and gives the loss before it. */
    public float step(RunInputs in) {
        return switch (loss) {
            case LABELS -> in.input().trainStep(network, in.labels(), in.batch());
            case TARGET -> in.input().trainStep(network, in.target(), in.batch());
            case NONE -> throw new IllegalStateException("a network without a loss takes no step of its own");
        };
    }
}
