package dev.lamina.compiler.layer.loss;

import dev.lamina.compiler.layer.Inference;
import dev.lamina.compiler.layer.Inputs;
import dev.lamina.compiler.layer.Scope;
import dev.lamina.compiler.signature.ArgumentKind;
import dev.lamina.compiler.tensor.Shape;
import dev.lamina.compiler.tensor.Value;
import dev.lamina.runtime.GroundTruth;
import java.util.List;
import java.util.Optional;

/** What training minimises: its shape rule, its value and its gradient. */
public interface Loss {
    /** The argument {@code weight}, which every loss has. */
    ArgumentKind WEIGHT = ArgumentKind.number(
                    "weight", "1", 0, Float.MAX_VALUE, "factor of this loss in the sum of all losses")
            .inTrainingOnly();

    /** Its keyword. */
    String keyword();

    /** The shape rule: accepts or refuses the model's output. The shape that it returns is that of the ground truth. */
    Inference infer(Inputs inputs);

    /** What it compares the output with: labels or a target. */
    GroundTruth groundTruth();

    /** The keyword of the layer whose function the loss applies itself: that layer before the loss would apply it twice. */
    default Optional<String> applies() {
        return Optional.empty();
    }

    /** What it computes where frameworks differ, in words. */
    String semantics();

    /** Label smoothing: how much of each label is shared out among all classes. */
    default double smoothing() {
        return 0;
    }

    /** The sizes of one sample's labels, for an output of this shape: empty for one label. */
    default List<Integer> labels(Shape output) {
        return output instanceof Shape.Sequence sequence ? List.of(sequence.steps()) : List.of();
    }

    /** Adds the operations of its value, a scalar: the mean over the batch. {@code truth} are the labels or the target. */
    Value forward(Scope scope, Value output, Value truth);

    /** Adds the operations of the gradient of the output, and returns it. */
    Value backward(Scope scope, Value output, Value truth);
}
