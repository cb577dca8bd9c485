package dev.lamina.compiler.op;

import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.tensor.Layout;
import dev.lamina.compiler.tensor.TensorType;
import java.util.List;

/**
 * Copies the numbers of a value to one with other axes, in row-major order. One of the two has one axis: it is a flattened value in the
 * order in which PyTorch has it, which a layer needs that combines it with a vector.
 */
public record RowMajor(TensorType to) implements CopyByIndex {
    @Override
    public String name() {
        return to.rank() == 1 ? "flattened" : "unflattened";
    }

    @Override
    public boolean loopsOverOperand() {
        return to.rank() == 1;
    }

    @Override
    public List<Affine> other(List<Affine> at, TensorType looped) {
        return List.of(Layout.dense(looped).index(at));
    }
}
