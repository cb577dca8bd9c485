package dev.lamina.compiler.op;

import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Expression;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.ir.Variable;
import dev.lamina.compiler.tensor.TensorView;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/** What an operation needs to write its loops: views of its operands and results, loops over their elements, and stores. */
public interface Lowering {
    /** Views of the operands, by name. */
    Operands<TensorView> operands();

    /** The view of the operand of this name. */
    default TensorView operand(String name) {
        return operands().get(name);
    }

    /** The view of the result. */
    TensorView result();

    /** The view of the further result of this name. */
    TensorView result(String name);

    /** A new local variable: of this name, or with a number behind it if the kernel already has one of this name. */
    Variable variable(String name);

    /** Applies the functions that passes have fused into the node to {@code value}, and stores it as an element of the result. */
    Statement store(Affine n, List<Affine> at, Expression value);

    /** As {@link #store(Affine, List, Expression)}, of {@code function} applied to these operands. */
    Statement store(Affine n, List<Affine> at, Pointwise function, List<Expression> operands);

    /** The body for every element of the result, in any order; the lane axis is the innermost loop, which a schedule can vectorise. */
    Statement everywhere(BiFunction<Affine, List<Affine>, Statement> body);

    /** The body for every sample, in order. */
    Statement samples(Function<Affine, Statement> body);

    /**
     * The body for each row of a sample. A row is one of the sample's own steps, with the coordinates [step]; without {@code steps} the
     * whole sample is one row, with the coordinates [].
     */
    Statement rows(TensorView view, boolean steps, Function<List<Affine>, Statement> body);

    /** The body for every element of a row of {@code view}, in the order of memory. */
    Statement inOrder(TensorView view, List<Affine> row, Function<List<Affine>, Statement> body);

    /** The body for every element of a row of {@code view}, in any order. */
    Statement lanes(TensorView view, List<Affine> row, Function<List<Affine>, Statement> body);

    /** The body for every element of one sample of {@code view}, in the order of memory. */
    default Statement inOrder(TensorView view, Function<List<Affine>, Statement> body) {
        return inOrder(view, List.of(), body);
    }

    /** The body for every element of one sample of {@code view}, in any order. */
    default Statement lanes(TensorView view, Function<List<Affine>, Statement> body) {
        return lanes(view, List.of(), body);
    }

    /** As {@link #inOrder}, without the steps that are padding. */
    Statement ownInOrder(TensorView view, List<Affine> row, Function<List<Affine>, Statement> body);

    /** As {@link #lanes}, without the steps that are padding. */
    Statement ownLanes(TensorView view, List<Affine> row, Function<List<Affine>, Statement> body);

    /** As {@link #inOrder(TensorView, Function)}, without the steps that are padding. */
    default Statement ownInOrder(TensorView view, Function<List<Affine>, Statement> body) {
        return ownInOrder(view, List.of(), body);
    }

    /** As {@link #lanes(TensorView, Function)}, without the steps that are padding. */
    default Statement ownLanes(TensorView view, Function<List<Affine>, Statement> body) {
        return ownLanes(view, List.of(), body);
    }

    /**
     * As {@link #ownLanes(TensorView, Function)}, but never beyond the elements: for functions that are not zero for the zeros in the
     * padding lanes.
     */
    Statement ownElements(TensorView view, Function<List<Affine>, Statement> body);

    /** The extent up to which a schedule may run along the lanes: {@code extent} rounded up, if {@code others} and the result have that padding. */
    int padded(int extent, List<TensorView> others);
}
