package dev.lamina.compiler.schedule;

import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Bound;
import dev.lamina.compiler.ir.Kernel;
import dev.lamina.compiler.ir.Rewrite;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.ir.Substitution;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes one axis of a loop and the lanes directly in it, where everything they touch lies side by side. */
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

    /** The lanes that do all of the loop, or null if the two are not one axis. */
    private static Statement.@Nullable Lanes merge(Statement.Loop loop) {
        if (loop.bodies().size() != 1 || !loop.bodies().get(0).step().equals(Affine.of(1))) {
            return null;
        }
        Statement body = loop.bodies().get(0).body();
        while (body instanceof Statement.Block block && block.statements().size() == 1) {
            body = block.statements().get(0);
        }
        Statement.Lanes lanes = body instanceof Statement.Loop inner ? merge(inner) : null;
        if (body instanceof Statement.Lanes direct) {
            lanes = direct;
        }
        if (lanes == null || !startsAtZero(loop) || loop.to().kind() != Bound.Kind.EXACT) {
            return null;
        }
        Statement.Range outer =
                new Statement.Range(loop.index(), loop.to().choices().get(0));
        Statement.Range inner = new Statement.Range(lanes.index(), lanes.extent());
        List<Affine> indices = ContractionAxes.indices(lanes.body());
        if (!lanes.extent().isConstant() || !ContractionAxes.merges(outer, inner, indices)) {
            return null;
        }
        Affine extent = outer.extent().times(lanes.extent().constant());
        return new Statement.Lanes(
                lanes.index(),
                extent,
                extent,
                Substitution.of(loop.index(), Affine.ZERO).statement(lanes.body()));
    }

    private static boolean startsAtZero(Statement.Loop loop) {
        return loop.from().equals(Bound.of(0));
    }
}
