package dev.lamina.compiler.op;

import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Expression;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.ir.Variable;
import dev.lamina.compiler.tensor.TensorView;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * What an operation uses to build its loops: views of its operands and results, loops over their elements, and stores. Methods named {@code
 * own…} leave out padding steps, the steps behind the end of a shorter sample.
 */
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

    /** A new local variable of this name, or of this name and a number if the kernel already has one of this name. */
    Variable variable(String name);

    /** Applies the functions that passes have fused into the node to {@code value}, and stores it as an element of the result. */
    Statement store(Affine n, List<Affine> at, Expression value);

    /** As {@link #store(Affine, List, Expression)}, of {@code function} applied to these operands. */
    Statement store(Affine n, List<Affine> at, Pointwise function, List<Expression> operands);

    /** Loops over every element of the result, in any order. The lane axis is the innermost loop, which a schedule can vectorise. */
    Statement everywhere(BiFunction<Affine, List<Affine>, Statement> body);

    /** A loop over the samples, in order. */
    Statement samples(Function<Affine, Statement> body);

    /**
     * A loop over the rows of a sample. With {@code steps}, each step that is not padding is a row, with the coordinates [step]. Without
     * {@code steps}, the whole sample is one row, with the coordinates [].
     */
    Statement rows(TensorView view, boolean steps, Function<List<Affine>, Statement> body);

    /** Loops over the elements of a row of {@code view}, in the order of memory. */
    Statement inOrder(TensorView view, List<Affine> row, Function<List<Affine>, Statement> body);

    /** Loops over the elements of a row of {@code view}, in any order. */
    Statement lanes(TensorView view, List<Affine> row, Function<List<Affine>, Statement> body);

    /** Loops over the elements of one sample of {@code view}, in the order of memory. */
    default Statement inOrder(TensorView view, Function<List<Affine>, Statement> body) {
        return inOrder(view, List.of(), body);
    }

    /** Loops over the elements of one sample of {@code view}, in any order. */
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

    /** As {@link #lanes(TensorView, Function)}, but without the padding lanes: for values that lie elsewhere than their operands. */
    Statement elements(TensorView view, Function<List<Affine>, Statement> body);

    /**
     * As {@link #ownLanes(TensorView, Function)}, but without the padding lanes: for functions that do not map the zeros there to zeros.
     */
    Statement ownElements(TensorView view, Function<List<Affine>, Statement> body);

    /**
     * The extent up to which a schedule may run along the lanes: {@code extent} rounded up to whole panels if the result and {@code others}
     * have the padding for it, else {@code extent}.
     */
    int padded(int extent, List<TensorView> others);

    /**
     * {@code padded}, or {@code extent} if a fused function reads a value that has less padding: an image of few channels, which is imported
     * without any.
     */
    int paddedForFused(int extent, int padded);
}
