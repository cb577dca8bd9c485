package dev.lamina.compiler.op;

import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.tensor.TensorType;
import dev.lamina.compiler.tensor.TensorView;
import java.util.List;

/**
 * Takes a part of a value: y[i, j, …] = x[i + from_0, j + from_1, …]. The gradient is {@link Surround}.
 *
 * @param type the type of the part
 * @param from where the part begins, along each axis
 */
public record Crop(TensorType type, List<Integer> from) implements Operation {
    public Crop {
        from = List.copyOf(from);
    }

    @Override
    public String name() {
        return "part";
    }

    @Override
    public List<String> operands() {
        return List.of("x");
    }

    @Override
    public TensorType type(Operands<TensorType> operands) {
        return type;
    }

    @Override
    public boolean fillsPadding() {
        return false;
    }

    @Override
    public Statement lower(Lowering lowering) {
        TensorView x = lowering.operand("x");
        return lowering.samples(n -> lowering.elements(
                lowering.result(), at -> lowering.store(n, at, x.load(n, Surround.shifted(at, from)))));
    }
}
