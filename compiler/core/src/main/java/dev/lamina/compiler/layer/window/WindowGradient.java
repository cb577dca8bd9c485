package dev.lamina.compiler.layer.window;

import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Expression;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.op.Lowering;
import dev.lamina.compiler.op.Operands;
import dev.lamina.compiler.op.Operation;
import dev.lamina.compiler.tensor.TensorType;
import dev.lamina.compiler.tensor.TensorView;
import dev.lamina.compiler.tensor.TimeAxis;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The gradient of a {@link WindowReduction}: each window gives its dy to pixels under it, in row-major order. A pixel under several
 * windows gets the sum, in the order of the windows. It has an operand {@code dy}.
 */
interface WindowGradient extends Operation {
    Window window();

    /**
     * The statements for one window.
     *
     * @param start before the first element
     * @param element for each element, given its pixel; uses {@link WindowGradient#give}
     */
    record Steps(List<Statement> start, Function<List<Affine>, List<Statement>> element) {}

    /** The statements for the window at {@code at} of sample {@code n}. */
    Steps steps(Lowering lowering, Affine n, List<Affine> at);

    /** Stores {@code gradient} in a pixel, or adds it to what the pixel has from other windows. */
    default Statement give(Lowering lowering, Affine n, List<Affine> pixel, Expression gradient) {
        TensorView dx = lowering.result();
        return dx.store(n, pixel, isGivenOnce() ? gradient : dx.load(n, pixel).plus(gradient));
    }

    /** Whether each pixel is given a gradient once at most, so that a store is enough. */
    private boolean isGivenOnce() {
        WindowElements elements = new WindowElements(window());
        return elements.areUnrolled() && elements.areDisjoint();
    }

    @Override
    default Optional<TimeAxis> steps(Operands<TensorType> operands) {
        return operands.get("dy").time();
    }

    @Override
    default boolean fillsPadding() {
        return false;
    }

    @Override
    default Statement lower(Lowering lowering) {
        TensorView dx = lowering.result();
        TensorView dy = lowering.operand("dy");
        List<Statement> all = new ArrayList<>();
        boolean covered = !dx.type().overTime() && new WindowElements(window()).cover(dx.type(), dy.type());
        if (!isGivenOnce() || !covered) {
            all.add(new Statement.Fill(dx.buffer(), Affine.ZERO, dx.room()));
        }
        all.add(lowering.samples(n -> lowering.ownLanes(dy, at -> ofWindow(lowering, n, at))));
        return new Statement.Block(all);
    }

    private Statement ofWindow(Lowering lowering, Affine n, List<Affine> at) {
        WindowElements elements = new WindowElements(window());
        Steps steps = steps(lowering, n, at);
        List<Statement> body = new ArrayList<>(steps.start());
        if (elements.areUnrolled()) {
            elements.pixels(at).forEach(pixel -> body.addAll(steps.element().apply(pixel)));
        } else {
            body.add(elements.loops(
                    lowering.result().type(),
                    at,
                    pixel -> new Statement.Block(steps.element().apply(pixel))));
        }
        return new Statement.Block(body);
    }
}
