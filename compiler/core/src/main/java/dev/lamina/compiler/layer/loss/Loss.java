package dev.lamina.compiler.layer.loss;

import dev.lamina.compiler.layer.Inference;
import dev.lamina.compiler.layer.Inputs;
import dev.lamina.compiler.layer.Scope;
import dev.lamina.compiler.tensor.Shape;
import dev.lamina.compiler.tensor.Value;
import dev.lamina.runtime.GroundTruth;
import java.util.List;
import java.util.Optional;

/** What a model's output is measured with in training: its rule, its value and its gradient. */
public interface Loss {
    /** The word it is written with. */
    String keyword();

    /** Whether it fits the last value; the shape of a fit is that of what is compared with. */
    Inference infer(Inputs inputs);

    /** What it compares the output with: labels or a target. */
    GroundTruth groundTruth();

    /** The keyword of the layer whose function the loss applies itself: that layer before the loss would apply it twice. */
    default Optional<String> applies() {
        return Optional.empty();
    }

    /** What is computed where there is a choice, in words. */
    String semantics();

    /** Label smoothing: how much of each label is shared out among all classes. */
    default double smoothing() {
        return 0;
    }

    /** The sizes of one sample's labels, for an output of this shape: empty for one label. */
    default List<Integer> labels(Shape output) {
        return output instanceof Shape.Sequence sequence ? List.of(sequence.steps()) : List.of();
    }

    /** Adds its value, a scalar: the mean over the batch. {@code truth} are labels or the target. */
    Value forward(Scope scope, Value output, Value truth);

    /** Adds its gradient, and returns that of the output. */
    Value backward(Scope scope, Value output, Value truth);
}
