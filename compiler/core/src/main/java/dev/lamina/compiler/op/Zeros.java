package dev.lamina.compiler.op;

import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.tensor.TensorType;
import java.util.List;

/** Zeros: the gradient of a value that no later layer and no loss reads. */
public record Zeros(TensorType type) implements Operation {
    @Override
    public String name() {
        return "zeros";
    }

    @Override
    public List<String> operands() {
        return List.of();
    }

    @Override
    public TensorType type(Operands<TensorType> operands) {
        return type;
    }

    @Override
    public Statement lower(Lowering lowering) {
        return new Statement.Fill(
                lowering.result().buffer(), Affine.ZERO, lowering.result().room());
    }
}
