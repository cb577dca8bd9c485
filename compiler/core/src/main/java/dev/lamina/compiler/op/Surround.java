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
 * @param to the type of the result
 * @param before how many elements precede those of x, along each axis
 */
public record Surround(TensorType to, List<Integer> before, float value) implements CopyByIndex {
    public Surround {
        before = List.copyOf(before);
    }

    @Override
    public String name() {
        return "surrounded";
    }

    @Override
    public boolean loopsOverOperand() {
        return true;
    }

    @Override
    public List<Affine> other(List<Affine> at, TensorType looped) {
        return shifted(at, before);
    }

    @Override
    public Statement lower(Lowering lowering) {
        TensorView result = lowering.result();
        return lowering.samples(n -> Statement.block(
                lowering.elements(result, at -> result.store(n, at, Expression.constant(value))), copies(lowering, n)));
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
