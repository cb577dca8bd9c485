package dev.lamina.compiler.op;

import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Expression;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.ir.Variable;
import dev.lamina.compiler.tensor.TensorView;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/** What an operation needs to write its loops: where its operands and its result lie, and how a result is stored. */
public interface Lowering {
    /** Where the operands lie, by name. */
    Operands<TensorView> operands();

    /** Where the operand of this name lies. */
    default TensorView operand(String name) {
        return operands().get(name);
    }

    /** Where the result lies. */
    TensorView result();

    /** Where the further result of this name lies. */
    TensorView result(String name);

    /** A local variable of this name, or a similar one if the kernel has it already. */
    Variable variable(String name);

    /** Stores an element of the result, after what passes have fused behind the operation. */
    Statement store(Affine n, List<Affine> at, Expression value);

    /** Stores {@code function} of these operands there, after what passes have fused behind the operation. */
    Statement store(Affine n, List<Affine> at, Pointwise function, List<Expression> operands);

    /** The body at every element of the result, in any order: the lane axis innermost, where schedules find vectors. */
    Statement everywhere(BiFunction<Affine, List<Affine>, Statement> body);

    /** The body for every sample, one after the other. */
    Statement samples(Function<Affine, Statement> body);

    /** The body for every row of one sample's own steps, [step]; if not by {@code steps}, once for the row [] that is all of a sample. */
    Statement rows(TensorView placed, boolean steps, Function<List<Affine>, Statement> body);

    /** The body at every element of a row of {@code placed}, one after the other, in the order of memory. */
    Statement inOrder(TensorView placed, List<Affine> row, Function<List<Affine>, Statement> body);

    /** The body at every element of a row of {@code placed}, in any order. */
    Statement lanes(TensorView placed, List<Affine> row, Function<List<Affine>, Statement> body);

    /** The body at every element of one sample of {@code placed}, one after the other, in the order of memory. */
    default Statement inOrder(TensorView placed, Function<List<Affine>, Statement> body) {
        return inOrder(placed, List.of(), body);
    }

    /** The body at every element of one sample of {@code placed}, in any order. */
    default Statement lanes(TensorView placed, Function<List<Affine>, Statement> body) {
        return lanes(placed, List.of(), body);
    }

    /** As {@link #inOrder}, where the sample has steps of its own. */
    Statement ownInOrder(TensorView placed, List<Affine> row, Function<List<Affine>, Statement> body);

    /** As {@link #lanes}, where the sample has steps of its own. */
    Statement ownLanes(TensorView placed, List<Affine> row, Function<List<Affine>, Statement> body);

    /** As {@link #inOrder(TensorView, Function)}, where the sample has steps of its own. */
    default Statement ownInOrder(TensorView placed, Function<List<Affine>, Statement> body) {
        return ownInOrder(placed, List.of(), body);
    }

    /** As {@link #lanes(TensorView, Function)}, where the sample has steps of its own. */
    default Statement ownLanes(TensorView placed, Function<List<Affine>, Statement> body) {
        return ownLanes(placed, List.of(), body);
    }

    /** How far a schedule may overrun {@code extent} along the lanes in each of these and the result: a padded extent. */
    int padded(int extent, List<TensorView> others);
}
