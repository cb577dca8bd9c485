package dev.lamina.compiler.op;

import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.tensor.TensorType;
import dev.lamina.compiler.tensor.TensorView;
import java.util.List;

/**
 * A copy of a sequence [T, F] whose padding steps are zero, and which has zeros before, behind and between its steps if a reader asks for
 * them. A window over steps reads such a copy: the padding steps of a shorter sample hold numbers that the sample must not see, and the
 * halo of a recurrent layer's result holds its initial state. It is its own gradient.
 */
public record ZeroedPadding() implements Operation {
    @Override
    public String name() {
        return "zeroed padding";
    }

    @Override
    public List<String> operands() {
        return List.of("x");
    }

    @Override
    public TensorType type(Operands<TensorType> operands) {
        return operands.get("x");
    }

    @Override
    public Statement lower(Lowering lowering) {
        TensorView x = lowering.operand("x");
        TensorView result = lowering.result();
        int length = result.layout().length();
        return lowering.samples(n -> Statement.block(
                new Statement.Fill(result.buffer(), n.times(length), Affine.of(length)),
                lowering.ownLanes(result, at -> lowering.store(n, at, x.load(n, at)))));
    }
}
