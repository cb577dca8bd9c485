package dev.lamina.compiler.op;

import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.tensor.Layout;
import dev.lamina.compiler.tensor.TensorType;
import dev.lamina.compiler.tensor.TensorView;
import java.util.List;

/**
 * Copies the numbers of a value to one with other axes, in row-major order. One of the two has one axis: it is a flattened value in the
 * order in which PyTorch has it, which a layer needs that combines it with a vector.
 */
public record RowMajor(TensorType to) implements Operation {
    @Override
    public String name() {
        return to.rank() == 1 ? "flattened" : "unflattened";
    }

    @Override
    public List<String> operands() {
        return List.of("x");
    }

    @Override
    public TensorType type(Operands<TensorType> operands) {
        return to;
    }

    @Override
    public boolean fillsPadding() {
        return false;
    }

    @Override
    public Statement lower(Lowering lowering) {
        TensorView x = lowering.operand("x");
        TensorView result = lowering.result();
        boolean flattens = to.rank() == 1;
        return lowering.samples(n -> lowering.ownElements(flattens ? x : result, at -> {
            List<Affine> flat =
                    List.of(Layout.dense((flattens ? x : result).type()).index(at));
            return lowering.store(n, flattens ? flat : at, x.load(n, flattens ? at : flat));
        }));
    }
}
