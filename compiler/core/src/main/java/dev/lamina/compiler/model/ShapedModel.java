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

    private TensorType inputType(int number) {
        Shape shape = model.inputs().get(number).shape();
        TensorType type = TensorType.of(shape);
        return isSequence(shape) && isOfAnyLength() ? type.ofAnyLength() : type;
    }

    private static boolean isSequence(Shape shape) {
        return shape instanceof Shape.Sequence || shape instanceof Shape.Tokens;
    }

    /** Whether a call may have fewer steps than the model declares. */
    public boolean isOfAnyLength() {
        return model.inputs().stream().map(InputDeclaration::shape).anyMatch(ShapedModel::isSequence)
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

    /** The type of value {@code number}, counted as in {@link Application#operands}. */
    public TensorType type(int number) {
        return model.isInput(number)
                ? inputType(number)
                : layers.get(number - model.inputs().size()).type();
    }

    /** The shape of value {@code number}. */
    public Shape shape(int number) {
        return model.isInput(number)
                ? model.inputs().get(number).shape()
                : layers.get(number - model.inputs().size()).out();
    }

    /** The shape of the first output. */
    public Shape outputShape() {
        return shape(model.outputs().get(0).value());
    }
}
