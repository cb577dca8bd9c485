package dev.lamina.compiler.op;

import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Expression;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.tensor.TensorType;
import dev.lamina.compiler.tensor.TensorView;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts a value into a larger one: y[i + before_0, j + before_1, …] = x[i, j, …], and {@code value} elsewhere. The gradient is
 * {@link Crop}.
 *
 * @param type the type of the result
 * @param before how many elements precede those of x, along each axis
 */
public record Surround(TensorType type, List<Integer> before, float value) implements Operation {
    public Surround {
        before = List.copyOf(before);
    }

    @Override
    public String name() {
        return "surrounded";
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
        TensorView result = lowering.result();
        return lowering.samples(n -> Statement.block(
                lowering.elements(
                        result,
                        at -> Statement.store(result.buffer(), result.index(n, at), Expression.constant(value))),
                lowering.elements(x, at -> lowering.store(n, shifted(at, before), x.load(n, at)))));
    }

    /** The coordinates {@code at}, moved by so much along each axis. */
    static List<Affine> shifted(List<Affine> at, List<Integer> by) {
        List<Affine> moved = new ArrayList<>();
        for (int axis = 0; axis < at.size(); axis++) {
            moved.add(at.get(axis).plus(by.get(axis)));
        }
        return moved;
    }
}
