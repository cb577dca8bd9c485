package dev.lamina.compiler.layer;

import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Expression;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.tensor.AxisOrder;
import dev.lamina.compiler.tensor.TensorType;
import dev.lamina.compiler.tensor.TensorView;
import java.util.List;
import java.util.function.Function;

/** The positions of a value: the pixels of an image, row by row, or the steps of a sequence that are not padding. */
record Positions(TensorView view) {
    /** A loop over all positions, in order. The body is given the coordinates of the element of the channel or feature {@code lane}. */
    Statement loop(Affine lane, Function<List<Affine>, Statement> body) {
        List<Statement.Range> positions = AxisOrder.own(view);
        return Statement.nest(positions, body.apply(AxisOrder.point(view.type(), positions, lane)));
    }

    /** How many there are, as a float. */
    Expression count() {
        TensorType type = view.type();
        return type.rank() == 3
                ? Expression.constant((float) ((long) type.size(1) * type.size(2)))
                : new Expression.IndexAsFloat(view.ownSteps());
    }
}
