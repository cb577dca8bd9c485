package dev.lamina.compiler.layer;

import dev.lamina.compiler.layer.loss.CrossEntropy;
import dev.lamina.compiler.op.Bias;
import dev.lamina.compiler.op.Operation;
import java.util.Optional;

/** What passes need to know of particular operations. */
public final class Fusions {
    private Fusions() {}

    /** The gradient of softmax with cross-entropy, if {@code first} feeds {@code second} and they are its two halves. */
    public static Optional<Operation> softmaxCrossEntropy(Operation first, Operation second) {
        return first instanceof CrossEntropy.LikelihoodGradient likelihood
                        && second instanceof CrossEntropy.LogSoftmaxGradient
                ? Optional.of(new CrossEntropy.Gradient(likelihood))
                : Optional.empty();
    }

    /** Whether this is relu, which can change places with maximum pooling: it is monotone. */
    public static boolean isRelu(Operation operation) {
        return operation == Relu.FORWARD;
    }

    /** Whether this is the gradient of relu. */
    public static boolean isReluGradient(Operation operation) {
        return operation == Relu.GRADIENT;
    }

    /** Whether this is the addition of a bias. */
    public static boolean isBias(Operation operation) {
        return operation == Bias.ADD;
    }
}
