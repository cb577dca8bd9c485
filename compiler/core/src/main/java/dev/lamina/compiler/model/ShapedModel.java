package dev.lamina.compiler.model;

import dev.lamina.compiler.tensor.Shape;
import dev.lamina.compiler.tensor.TensorType;
import dev.lamina.runtime.GroundTruth;
import dev.lamina.runtime.RecurrentState;
import java.util.List;
import java.util.Optional;

/** A model with the shapes of all layers. */
public record ShapedModel(Model model, List<ShapedLayer> layers) {
    public ShapedModel {
        layers = List.copyOf(layers);
    }

    public Shape inputShape() {
        return model.input().shape();
    }

    public TensorType inputType() {
        TensorType type = TensorType.of(inputShape());
        return isOfAnyLength() ? type.ofAnyLength() : type;
    }

    /** Whether a call may have fewer steps than the model declares. */
    public boolean isOfAnyLength() {
        boolean sequence = inputShape() instanceof Shape.Sequence || inputShape() instanceof Shape.Tokens;
        return sequence
                && layers.stream()
                        .noneMatch(layer -> layer.application()
                                .layer()
                                .fixesSteps(layer.in())
                                .isPresent());
    }

    /** What training compares the output with. */
    public GroundTruth groundTruth() {
        return model.loss().map(applied -> applied.loss().groundTruth()).orElse(GroundTruth.NONE);
    }

    /** The states of all recurrent layers, in the order of the array of states. Their names begin with the labels of their layers. */
    public List<RecurrentState.Part> states() {
        return layers.stream()
                .map(ShapedLayer::application)
                .flatMap(each -> each.layer().states().stream()
                        .map(state -> new RecurrentState.Part(
                                each.label() + "." + state.name(), state.layers(), state.hidden())))
                .toList();
    }

    /** The reason why the model cannot be run one step at a time with a state between calls; empty if it can. */
    public Optional<String> whyNotStreaming() {
        if (layers.stream()
                .allMatch(layer -> layer.application().layer().states().isEmpty())) {
            return Optional.of("no layer carries a state from step to step");
        }
        return layers.stream()
                .flatMap(layer -> layer
                        .application()
                        .layer()
                        .looksAhead(layer.in())
                        .map(why -> "`" + layer.application().label() + "` " + why)
                        .stream())
                .findFirst();
    }

    /** The type of value {@code operand}, counted as in {@link Application#operands}. */
    public TensorType type(int operand) {
        return operand == 0 ? inputType() : layers.get(operand - 1).type();
    }

    /** The shape of value {@code operand}. */
    public Shape shape(int operand) {
        return operand == 0 ? inputShape() : layers.get(operand - 1).out();
    }

    /** The shape of the last value, which is the prediction. */
    public Shape outputShape() {
        return shape(layers.size());
    }
}
