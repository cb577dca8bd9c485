package dev.lamina.compiler.op;

import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.tensor.AxisOrder;
import dev.lamina.compiler.tensor.Halo;
import dev.lamina.compiler.tensor.Layout;
import dev.lamina.compiler.tensor.TensorType;
import java.util.List;
import java.util.Optional;

/** The same elements laid out another way, zeros where padding is: between the arrays of users and the compiler's own. */
public record Copy(String name, Placement placement) implements Operation {
    /** Where the copy lies. */
    public enum Placement {
        /** As users hold arrays. */
        DENSE,
        /** Lanes last, nothing between: few channels that products read one by one, or rows that fill vectors as they are. */
        LANES,
        /** Lanes last, in whole vectors. */
        WHOLE_VECTORS
    }

    /** For a value that comes from outside: images of few channels stay narrow, and what fits stays as it is, to be read in place. */
    public static Copy in(String name, TensorType type) {
        int lanes = type.size(AxisOrder.lane(type));
        boolean narrow = type.rank() == 3 ? lanes < 16 : Layout.room(lanes) == lanes;
        return new Copy(name, narrow ? Placement.LANES : Placement.WHOLE_VECTORS);
    }

    /** For a value that goes out. */
    public static Copy out(String name) {
        return new Copy(name, Placement.DENSE);
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
    public Optional<String> copyOf() {
        return Optional.of("x");
    }

    @Override
    public Layout layout(Operands<TensorType> operands, Halo halo) {
        return placement == Placement.DENSE
                ? Layout.dense(type(operands))
                : Layout.lanesLast(type(operands), halo, placement == Placement.WHOLE_VECTORS);
    }

    @Override
    public boolean fillsPadding() {
        return false;
    }

    @Override
    public Statement lower(Lowering lowering) {
        return lowering.samples(n -> StatementList.of()
                .then(lowering.ownLanes(
                        lowering.result(),
                        at -> lowering.store(n, at, lowering.operand("x").load(n, at))))
                .then(lowering.result().clearPadding(n))
                .block());
    }
}
