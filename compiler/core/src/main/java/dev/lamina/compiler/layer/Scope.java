package dev.lamina.compiler.layer;

import dev.lamina.compiler.op.Operation;
import dev.lamina.compiler.tensor.Shape;
import dev.lamina.compiler.tensor.TensorType;
import dev.lamina.compiler.tensor.Value;
import java.util.Map;
import java.util.Set;

/** One use of a layer in a graph: its operands and parameters, and where it adds its operations. */
public interface Scope {
    /** The layer's operand of this name. */
    Value operand(String name);

    /** The operand {@code x}, which is the value before the layer. */
    default Value x() {
        return operand("x");
    }

    /** Reports {@code gradient} as the gradient of the operand {@code name} through this layer. */
    void operandGradient(String name, Value gradient);

    /**
     * Adds an operation on these operands, in the order in which it declares them.
     *
     * @param role tells the operations of a layer apart, such as {@code "product"}; part of names in the generated class
     */
    Value add(String role, Operation operation, Value... operands);

    /** As {@link #add(String, Operation, Value...)}, with the operands by name. */
    default Value add(String role, Operation operation, Map<String, Value> operands) {
        if (!operands.keySet().equals(Set.copyOf(operation.operands()))) {
            throw new IllegalArgumentException(
                    operation.name() + " takes " + operation.operands() + ", not " + operands);
        }
        return add(
                role,
                operation,
                operation.operands().stream().map(operands::get).toArray(Value[]::new));
    }

    /** The further result of this name of the operation whose result is {@code main}. */
    Value result(Value main, String name);

    /** The sinusoids of positions for the sequence x [T, F]: constants [T, F], as {@link dev.lamina.runtime.Sinusoids} has them. */
    Value sinusoids();

    /** The layer's parameter of this name. */
    Value parameter(String name);

    /** Reports {@code gradient} as the gradient of the layer's parameter {@code name}. */
    void gradient(String name, Value gradient);

    /**
     * Adds an operation that overwrites the layer's parameter {@code name}, which must be one of its operands and must not be trained. It
     * runs in every forward pass of training.
     */
    void overwrite(String name, String role, Operation operation, Value... operands);

    /** Keeps a value of the forward direction for the backward one. */
    void keep(String name, Value value);

    /** Whether a value is kept under this name. */
    boolean keeps(String name);

    /** A value that the forward direction has kept. */
    Value kept(String name);

    /** Whether the layer carries its {@linkplain Layer#states states} from call to call in this model. */
    boolean carriesStates();

    /**
     * The layer's state {@code name} before the first step; {@code h.1} is part 1 of the state {@code h}, a vector, and a name without a
     * number is all parts together: [parts, size].
     */
    Value initialState(String name, TensorType type);

    /** Adds {@code take}, applied to {@code from}, as the operation that computes that state after the last step. */
    void finalState(String name, Operation take, Value from);

    /** The gradient of that state after the last step. */
    Value finalStateGradient(String name, TensorType type);

    /** Reports {@code gradient} as the gradient of that state before the first step. */
    void initialStateGradient(String name, Value gradient);

    /** The shape of the operand {@code x}. */
    Shape in();

    /** Whether the graph is for training, in which dropout is active. */
    boolean training();

    /** Opens a new stream of random numbers, and returns its number. */
    int stream();
}
