package dev.lamina.compiler.layer;

import dev.lamina.compiler.tensor.Parameter;
import dev.lamina.compiler.tensor.Shape;
import dev.lamina.compiler.tensor.TensorType;
import dev.lamina.compiler.tensor.Value;
import dev.lamina.runtime.RecurrentState;
import java.util.List;
import java.util.Optional;

/** A layer with its arguments: its shape rule, its parameters, its forward direction and its gradient. */
public interface Layer {
    /** The word it is written with. */
    String keyword();

    /** The names of the values it takes, in the order in which a call gives them: {@code x} is the value before it. */
    default List<String> operands() {
        return List.of("x");
    }

    /** The shape it gives for what it is given. */
    Inference infer(Inputs inputs);

    /** Its parameters, in PyTorch's order; {@code in} is a shape that {@link #infer} accepted. */
    default List<Parameter> parameters(Shape in, TensorType type) {
        return List.of();
    }

    /** The states that it carries from step to step, and from call to call if asked to; named without the layer: {@code h}. */
    default List<RecurrentState.Part> states() {
        return List.of();
    }

    /** Adds its forward direction, and returns the value it gives. */
    Value forward(Scope scope);

    /**
     * Adds its gradients: those of its parameters by {@link Scope#gradient}, those of its operands by {@link Scope#operandGradient}.
     *
     * @param y what {@link #forward} returned
     * @param dy the gradient of y
     */
    void backward(Scope scope, Value y, Value dy);

    /** Whether a vector of as many numbers as it was given keeps their axes: nothing moves in memory, as in a flattened image. */
    default boolean keepsAxes() {
        return true;
    }

    /** Why it needs all the steps of a sequence that the model says, if it does: then no call has fewer. */
    default Optional<String> fixesSteps(Shape in) {
        return Optional.empty();
    }

    /** Why it cannot give a step's result before it knows later steps, or all of them, if so: such a model does not stream. */
    default Optional<String> looksAhead(Shape in) {
        return fixesSteps(in);
    }

    /** Whether it changes what is predicted; what acts in training only does not. */
    default boolean changesPredictions() {
        return true;
    }

    /** What is computed, where that is a choice, in a few words for {@code lamina summary}. */
    default String semantics() {
        return "";
    }

    /** What it computes and its gradients, a line each, for people: x is what it is given, y what it gives, dy the gradient of y. */
    default List<String> formulas() {
        return List.of();
    }
}
