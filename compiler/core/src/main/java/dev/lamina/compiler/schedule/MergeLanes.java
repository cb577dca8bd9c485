package dev.lamina.compiler.schedule;

import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Bound;
import dev.lamina.compiler.ir.Kernel;
import dev.lamina.compiler.ir.Rewrite;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.ir.Substitution;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Merges a loop and the lanes directly inside of it into one axis, where {@link ContractionAxes#canMerge} allows it. */
final class MergeLanes extends Rewrite implements Step {
    @Override
    public String name() {
        return "merge-lanes";
    }

    @Override
    public Kernel apply(Kernel kernel) {
        return kernel.withBody(statement(kernel.body()));
    }

    @Override
    protected Statement loop(Statement.Loop loop) {
        Statement.Lanes merged = merge(loop);
        return merged == null ? super.loop(loop) : lanes(merged);
    }

    /** The lanes that replace a loop, or null if it cannot be merged with lanes in it. */
    private static Statement.@Nullable Lanes merge(Statement.Loop loop) {
        if (loop.bodies().size() != 1 || !loop.bodies().get(0).step().equals(Affine.of(1))) {
            return null;
        }
        Statement.Lanes lanes = lanesIn(loop.bodies().get(0).body());
        if (lanes == null || !loop.from().equals(Bound.of(0)) || loop.to().kind() != Bound.Kind.EXACT) {
            return null;
        }
        Statement.Range outer =
                new Statement.Range(loop.index(), loop.to().choices().get(0));
        Statement.Range inner = new Statement.Range(lanes.index(), lanes.extent());
        List<Affine> indices = ContractionAxes.indices(lanes.body());
        if (!lanes.extent().isConstant() || !ContractionAxes.canMerge(outer, inner, indices)) {
            return null;
        }
        Affine extent = outer.extent().times(lanes.extent().constant());
        return new Statement.Lanes(
                lanes.index(),
                extent,
                extent,
                Substitution.of(loop.index(), Affine.ZERO).statement(lanes.body()));
    }

    /** The only statement of a body if that is lanes, or a loop that merges with the lanes inside of it; else null. */
    private static Statement.@Nullable Lanes lanesIn(Statement body) {
        Statement only = body;
        while (only instanceof Statement.Block block && block.statements().size() == 1) {
            only = block.statements().get(0);
        }
        if (only instanceof Statement.Lanes lanes) {
            return lanes;
        }
        return only instanceof Statement.Loop inner ? merge(inner) : null;
    }
}
