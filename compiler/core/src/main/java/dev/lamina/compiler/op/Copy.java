package dev.lamina.compiler.op;

import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.tensor.AxisOrder;
import dev.lamina.compiler.tensor.Halo;
import dev.lamina.compiler.tensor.Layout;
import dev.lamina.compiler.tensor.TensorType;
import java.util.List;
import java.util.Optional;

/** Copies a value from the layout of a caller's array to the layout the compiler works with, or back. Padding steps become zeros. */
public record Copy(String name, Placement placement) implements Operation {
    /** The layout of the copy. */
    public enum Placement {
        /** Row-major without gaps, as callers have their arrays. */
        DENSE,
        /**
         * The lane axis last, without padding: for images of few channels, whose elements products read one by one, and for values whose
         * lanes fill whole vectors.
         */
        LANES,
        /** The lane axis last, padded to whole vectors. */
        WHOLE_VECTORS
    }

    /**
     * Copies a caller's array. Images of few channels get no padding. Values whose lanes fill whole vectors need none, and can then be read
     * without a copy.
     */
    public static Copy in(String name, TensorType type) {
        int lanes = type.size(AxisOrder.lane(type));
        boolean narrow = type.rank() == 3 ? lanes < 16 : Layout.room(lanes) == lanes;
        return new Copy(name, narrow ? Placement.LANES : Placement.WHOLE_VECTORS);
    }

    /** Copies to a caller's array. */
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
