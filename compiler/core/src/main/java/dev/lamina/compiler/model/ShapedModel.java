package dev.lamina.compiler.model;

import dev.lamina.compiler.tensor.Shape;
import dev.lamina.compiler.tensor.TensorType;
import dev.lamina.compiler.tensor.TimeAxis;
import dev.lamina.runtime.GroundTruth;
import dev.lamina.runtime.RecurrentState;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A model with the shapes of all layers. */
public record ShapedModel(Model model, List<ShapedLayer> layers) {
    public ShapedModel {
        layers = List.copyOf(layers);
    }

    private TensorType inputType(int number) {
        Shape shape = model.inputs().get(number).shape();
        TensorType type = TensorType.of(shape);
        return TimeAxes.isSequence(shape) && isOfAnyLength() ? type.over(TimeAxis.DECLARED) : type;
    }

    /** Whether a call may have fewer steps than the model declares. */
    public boolean isOfAnyLength() {
        return declaredSteps().size() == 1
                && layers.stream()
                        .noneMatch(layer -> layer.application()
                                .layer()
                                .fixesSteps(layer.in())
                                .isPresent())
                && TimeAxes.others(this).isPresent();
    }

    /** The time axes of values that have another number of steps than the inputs, if calls may have sequences of any length. */
    public List<TimeAxis> otherTimeAxes() {
        return isOfAnyLength() ? TimeAxes.others(this).orElseThrow() : List.of();
    }

    /** The different numbers of steps that inputs declare; none if no input is a sequence. */
    private Set<Integer> declaredSteps() {
        return model.inputs().stream()
                .map(InputDeclaration::shape)
                .filter(TimeAxes::isSequence)
                .map(shape -> shape.sizes().get(0))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** The most steps of a call, if it may have fewer than the model declares; else 0. */
    public int mostSteps() {
        return isOfAnyLength() ? declaredSteps().iterator().next() : 0;
    }

    /** The fewest steps of a call's sequences: values behind layers that give fewer steps have one at least. */
    public int leastSteps() {
        return TimeAxis.least(otherTimeAxes());
    }

    /** The loss of output {@code number}. */
    public Optional<AppliedLoss> loss(int number) {
        return model.losses().stream()
                .filter(applied -> applied.output() == number)
                .findFirst();
    }

    /** What training compares output {@code number} with. */
    public GroundTruth groundTruth(int number) {
        return loss(number).map(applied -> applied.loss().groundTruth()).orElse(GroundTruth.NONE);
    }

    /** The states of all layers, in the order of the array of states. Their names begin with the labels of their layers. */
    public List<RecurrentState.Part> states() {
        return layers.stream()
                .filter(this::carriesStates)
                .flatMap(each -> statesOf(each)
                        .map(state -> new RecurrentState.Part(
                                each.application().label() + "." + state.name(), state.layers(), state.hidden())))
                .toList();
    }

    private static Stream<RecurrentState.Part> statesOf(ShapedLayer layer) {
        return layer.application().layer().states(layer.in()).stream();
    }

    /** Whether a layer of this model carries states from call to call. */
    public boolean carriesStates(ShapedLayer layer) {
        return statesOf(layer).findAny().isPresent()
                && (layer.application().layer().isRecurrent()
                        || whyNotStreaming().isEmpty());
    }

    /** The reason why the model cannot be run one step at a time with a state between calls; empty if it can. */
    public Optional<String> whyNotStreaming() {
        if (declaredSteps().size() > 1) {
            return Optional.of("its inputs have different numbers of steps");
        }
        return layers.stream()
                .flatMap(layer -> layer
                        .application()
                        .layer()
                        .looksAhead(layer.in())
                        .map(why -> "`" + layer.application().label() + "` " + why)
                        .stream())
                .findFirst()
                .or(this::whyNoState);
    }

    private Optional<String> whyNoState() {
        return layers.stream().flatMap(ShapedModel::statesOf).findAny().isEmpty()
                ? Optional.of("no layer carries a state from step to step")
                : Optional.empty();
    }

    /** The reason why sequences of the model can have no gaps; empty if they can. */
    public Optional<String> whyNoGaps() {
        return layers.stream()
                .flatMap(layer -> layer
                        .application()
                        .layer()
                        .whyNoGaps(layer.in())
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

    /** The shape of output {@code number}. */
    public Shape outputShape(int number) {
        return shape(model.outputs().get(number).value());
    }
}
