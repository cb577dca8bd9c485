package dev.lamina.compiler.model;

import dev.lamina.compiler.tensor.Shape;
import dev.lamina.compiler.tensor.TensorType;
import dev.lamina.runtime.GroundTruth;
import dev.lamina.runtime.RecurrentState;
import java.util.List;
import java.util.Optional;

/** A model every layer of which fits. */
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

    /** Whether a call may have sequences of fewer steps than the model says. */
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

    /** The states of all recurrent layers, in the order in which a sample's row holds them, named after their layers. */
    public List<RecurrentState.Part> states() {
        return layers.stream()
                .map(ShapedLayer::application)
                .flatMap(each -> each.layer().states().stream()
                        .map(state -> new RecurrentState.Part(
                                each.label() + "." + state.name(), state.layers(), state.hidden())))
                .toList();
    }

    /** Why the model cannot be run step by step, with states carried on; empty if it can. */
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

    /** The type of value {@code operand}, counted as in {@link Application#operand}. */
    public TensorType type(int operand) {
        return operand == 0 ? inputType() : layers.get(operand - 1).type();
    }

    /** The shape of value {@code operand}. */
    public Shape shape(int operand) {
        return operand == 0 ? inputShape() : layers.get(operand - 1).out();
    }

    /** The last value: what the model predicts. */
    public Shape outputShape() {
        return shape(layers.size());
    }
}
