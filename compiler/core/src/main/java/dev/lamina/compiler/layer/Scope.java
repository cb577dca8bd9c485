package dev.lamina.compiler.layer;

import dev.lamina.compiler.op.Operation;
import dev.lamina.compiler.tensor.Shape;
import dev.lamina.compiler.tensor.Value;
import java.util.Map;
import java.util.Set;

/** One use of a layer in a graph: where the layer finds its parameters and puts its operations. */
public interface Scope {
    /** The value that the layer takes under this name. */
    Value operand(String name);

    /** The operand {@code x}, which is the value before the layer. */
    default Value x() {
        return operand("x");
    }

    /** Says that {@code gradient} is the gradient of the operand {@code name}, as far as this layer's result depends on it. */
    void operandGradient(String name, Value gradient);

    /** Adds an operation on these operands, in the order in which it declares them. {@code role} tells several of a layer apart: {@code "product"}. */
    Value add(String role, Operation operation, Value... operands);

    /** As {@link #add(String, Operation, Value...)}, the operands by name. */
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

    /** The further result of this name of the operation that gave {@code main}. */
    Value result(Value main, String name);

    /** The layer's parameter of this name. */
    Value parameter(String name);

    /** Says that {@code gradient} is the gradient of the layer's parameter {@code name}. */
    void gradient(String name, Value gradient);

    /** Keeps a value of the forward direction for the backward one. */
    void keep(String name, Value value);

    /** A value kept. */
    Value kept(String name);

    /** What part {@code part} of the layer's state {@code name} is before the first step: [size]. */
    Value initialState(String name, int part, int size);

    /** Hands out what that part is after the last step. */
    void finalState(String name, int part, Operation take, Value from);

    /** The gradient of that part after the last step. */
    Value finalStateGradient(String name, int part, int size);

    /** Hands out the gradient of that part before the first step. */
    void initialStateGradient(String name, int part, Value gradient);

    /** The shape the layer takes. */
    Shape in();

    /** Whether the graph is for training: dropout drops. */
    boolean training();

    /** A number for a stream of random numbers that no other layer draws from. */
    int stream();
}
