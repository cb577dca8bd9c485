package dev.lamina.cli;

import dev.lamina.runtime.Classifier;
import dev.lamina.runtime.Regressor;
import dev.lamina.runtime.TrainableNetwork;
import dev.lamina.runtime.Transform;
import java.util.OptionalDouble;

/** A network and what goes into it, whatever its kind of loss. */
final class Calculation {

    private final TrainableNetwork network;

    Calculation(TrainableNetwork network) {
        this.network = network;
    }

    /** Computes the output; gives the loss where there is one. */
    OptionalDouble forward(RunInputs in) {
        if (network instanceof Classifier classifier) {
            return OptionalDouble.of(classifier.forward(in.input(), in.labels(), in.batch()));
        }
        if (network instanceof Regressor regressor) {
            return OptionalDouble.of(regressor.forward(in.input(), in.target(), in.batch()));
        }
        transform().forward(in.input(), in.batch());
        return OptionalDouble.empty();
    }

    /** Computes the gradients of what {@link #forward} computed. */
    void backward(RunInputs in) {
        if (network instanceof Classifier classifier) {
            classifier.backward();
        } else if (network instanceof Regressor regressor) {
            regressor.backward();
        } else {
            transform().backward(in.outputGradient());
        }
    }

    /** Takes a step of the optimiser and gives the loss before it. */
    float step(RunInputs in) {
        if (network instanceof Classifier classifier) {
            return classifier.trainStep(in.input(), in.labels(), in.batch());
        }
        if (network instanceof Regressor regressor) {
            return regressor.trainStep(in.input(), in.target(), in.batch());
        }
        throw new IllegalStateException("a network without a loss takes no step of its own");
    }

    private Transform transform() {
        return (Transform) network;
    }
}
