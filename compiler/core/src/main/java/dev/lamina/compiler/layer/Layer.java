package dev.lamina.compiler.layer;

import dev.lamina.compiler.tensor.Parameter;
import dev.lamina.compiler.tensor.Shape;
import dev.lamina.compiler.tensor.TensorType;
import dev.lamina.compiler.tensor.TimeAxis;
import dev.lamina.compiler.tensor.Value;
import dev.lamina.runtime.RecurrentState;
import java.util.List;
import java.util.Optional;

/** A layer with its arguments: its shape rule, its parameters, its forward direction and its gradient. */
public interface Layer {
    /** Its keyword. */
    String keyword();

    /** The names of the values it takes, in the order in which a call gives them: {@code x} is the value before it. */
    default List<String> operands() {
        return List.of("x");
    }

    /** The shape rule: the shape of its value for operands of these shapes, or what is wrong. */
    Inference infer(Inputs inputs);

    /**
     * Its parameters, in PyTorch's order.
     *
     * @param in the shape of {@code x}, which {@link #infer} accepted
     * @param type the type of {@code x} as operations see it: a flattened image still has its axes
     */
    default List<Parameter> parameters(Shape in, TensorType type) {
        return List.of();
    }

    /**
     * The states that it can carry from step to step, and from call to call in streaming, if {@code x} has this shape. Their names do not
     * contain the label of the layer: {@code h}.
     */
    default List<RecurrentState.Part> states(Shape in) {
        return List.of();
    }

    /**
     * Whether it carries its states in every model, as a recurrent layer does. The states of another layer, such as the last steps that a
     * causal convolution has read, exist only in models that can stream; in other models each sequence begins with zeros.
     */
    default boolean isRecurrent() {
        return false;
    }

    /** Adds the operations of its forward direction, and returns its value. */
    Value forward(Scope scope);

    /**
     * Adds the operations of its backward direction, and says which values are the gradients of its parameters
     * ({@link Scope#gradient}) and of its operands ({@link Scope#operandGradient}).
     *
     * @param y what {@link #forward} returned
     * @param dy the gradient of y
     */
    void backward(Scope scope, Value y, Value dy);

    /** Whether a result that is a vector of as many elements as {@code x} keeps the axes of x in memory, as that of flatten does. */
    default boolean keepsAxes() {
        return true;
    }

    /**
     * Whether it takes operands of these types as they are. If not, the flattened ones among them are first copied to the order that a
     * vector has: a layer with several operands combines elements, and flattened values of unlike types hold theirs in unlike places.
     */
    default boolean takesAxes(List<TensorType> operands) {
        boolean alike = operands.stream().map(TensorType::sizes).distinct().count() == 1;
        return operands.size() == 1 || keepsAxes() && alike;
    }

    /** The reason why every sequence must have as many steps as the model declares; empty if a call may have fewer. */
    default Optional<String> fixesSteps(Shape in) {
        return Optional.empty();
    }

    /** How many steps its result has, if it is a sequence, from those of {@code x}. */
    default TimeAxis steps(Shape in, TimeAxis before) {
        return before;
    }

    /**
     * The reason why its result at a step depends on later steps, or on earlier ones beyond its states; empty if it does not. A model with
     * such a layer cannot stream.
     */
    default Optional<String> looksAhead(Shape in) {
        return fixesSteps(in);
    }

    /**
     * The reason why a sequence without some of its steps is not to it what the sequence is where they are gaps; empty if it is the same, as
     * to a recurrent layer that skips gaps.
     */
    default Optional<String> whyNoGaps(Shape in) {
        return fixesSteps(in);
    }

    /** Whether it has an effect on predictions, not on training only. */
    default boolean changesPredictions() {
        return true;
    }

    /** Whether in training its value for a sample depends on the other samples of the batch, as that of batchnorm does. */
    default boolean mixesSamples() {
        return false;
    }

    /** Which of the definitions in use it follows, in a few words, if frameworks differ; else empty. */
    default String semantics() {
        return "";
    }

    /** The formulas of its value and of its gradients, one a line, for people. x is its input, y its value, dy the gradient of y. */
    default List<String> formulas() {
        return List.of();
    }
}
