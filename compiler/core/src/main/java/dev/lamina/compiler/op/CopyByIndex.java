package dev.lamina.compiler.op;

import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.tensor.TensorType;
import dev.lamina.compiler.tensor.TensorView;
import java.util.List;

/**
 * An operation that copies elements of its operand x to other coordinates. It loops over the elements of one of the two values, and gives
 * the coordinates that each has in the other.
 */
public interface CopyByIndex extends Operation {
    /** The type of the result. */
    TensorType to();

    /** Whether it loops over the elements of x, else over those of the result. */
    boolean loopsOverOperand();

    /**
     * The coordinates of an element in the value that it does not loop over.
     *
     * @param at its coordinates in the value that it loops over
     * @param looped the type of that value
     */
    List<Affine> other(List<Affine> at, TensorType looped);

    @Override
    default List<String> operands() {
        return List.of("x");
    }

    @Override
    default TensorType type(Operands<TensorType> operands) {
        return to();
    }

    @Override
    default boolean fillsPadding() {
        return false;
    }

    @Override
    default Statement lower(Lowering lowering) {
        return lowering.samples(n -> copies(lowering, n));
    }

    /** The copies of one sample. */
    default Statement copies(Lowering lowering, Affine n) {
        TensorView x = lowering.operand("x");
        TensorView looped = loopsOverOperand() ? x : lowering.result();
        return lowering.elements(looped, at -> {
            List<Affine> other = other(at, looped.type());
            return loopsOverOperand()
                    ? lowering.store(n, other, x.load(n, at))
                    : lowering.store(n, at, x.load(n, other));
        });
    }
}
