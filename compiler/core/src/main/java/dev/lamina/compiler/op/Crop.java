package dev.lamina.compiler.op;

import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.tensor.TensorType;
import java.util.List;

/**
 * Takes a part of a value: y[i, j, …] = x[i + from_0, j + from_1, …]. The gradient is {@link Surround}.
 *
 * @param to the type of the part
 * @param from where the part begins, along each axis
 */
public record Crop(TensorType to, List<Integer> from) implements CopyByIndex {
    public Crop {
        from = List.copyOf(from);
    }

    @Override
    public String name() {
        return "part";
    }

    @Override
    public boolean loopsOverOperand() {
        return false;
    }

    @Override
    public List<Affine> other(List<Affine> at, TensorType looped) {
        return Surround.shifted(at, from);
    }
}
