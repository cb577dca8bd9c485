package dev.lamina.compiler.op;

import dev.lamina.compiler.tensor.TensorType;
import java.util.List;

/** The gradient of an operand x, from dy alone: of x only the type is needed. */
public interface OperandGradient extends Operation {
    /** The type of x. */
    TensorType x();

    @Override
    default List<String> operands() {
        return List.of("dy");
    }

    @Override
    default TensorType type(Operands<TensorType> operands) {
        return x();
    }
}
