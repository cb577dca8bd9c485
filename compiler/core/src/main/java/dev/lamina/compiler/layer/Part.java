package dev.lamina.compiler.layer;

import dev.lamina.compiler.loop.Affine;
import dev.lamina.compiler.loop.Statement;
import dev.lamina.compiler.loop.Symbol;
import java.util.List;

/** Some neighbouring features of every step of a sequence. */
record Part(int from, int features) implements Operation {
    @Override
    public String name() {
        return "features " + from + " to " + (from + features - 1);
    }

    @Override
    public TensorType type(List<TensorType> operands) {
        return operands.get(0).perStep(features);
    }

    @Override
    public boolean fillsPadding() {
        return false;
    }

    @Override
    public Statement lower(Lowering lowering) {
        Symbol unit = new Symbol("unit");
        Affine step = Affine.of(Recurrence.STEP);
        Statement copy = lowering.samples(n -> Statement.loop(
                Recurrence.STEP,
                lowering.result().type().extent(0),
                new Statement.Lanes(
                        unit,
                        Affine.of(features),
                        Affine.of(features),
                        lowering.store(
                                n,
                                List.of(step, Affine.of(unit)),
                                lowering.operand(0)
                                        .load(n, List.of(step, Affine.of(unit).plus(from)))))));
        return copy;
    }
}
