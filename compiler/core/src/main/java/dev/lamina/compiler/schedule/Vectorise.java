package dev.lamina.compiler.schedule;

import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Kernel;
import dev.lamina.compiler.ir.Rewrite;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.ir.Symbol;
import dev.lamina.compiler.ir.Walk;
import java.util.List;
import java.util.Set;

/** Does lanes in vectors where all that they touch are neighbours, or the same for all; others are left as they are. */
final class Vectorise extends Rewrite implements Step {
    @Override
    public String name() {
        return "vectorise";
    }

    @Override
    public Kernel apply(Kernel kernel) {
        return kernel.withBody(statement(kernel.body()));
    }

    @Override
    protected Statement lanes(Statement.Lanes lanes) {
        LaneAnalysis axis = LaneAnalysis.of(lanes.index(), Set.of(), List.of(lanes.body()));
        if (holdsVectors(lanes.body()) || !axis.vectorises()) {
            return super.lanes(lanes);
        }
        LaneLoop range = LaneLoop.of(lanes.extent(), lanes.padded(), true);
        return range.loop(
                lanes.index(),
                List.of(1),
                (columns, vector) -> vector ? axis.widening().statement(lanes.body()) : lanes.body());
    }

    /** Whether something in a body is, or may be, done in vectors already. */
    private static boolean holdsVectors(Statement body) {
        boolean[] found = {false};
        new Walk() {
            @Override
            public void lanes(Statement.Lanes lanes) {
                found[0] = true;
            }

            @Override
            public void contraction(Statement.Contraction contraction) {
                found[0] = true;
            }

            @Override
            protected void index(Affine index) {
                found[0] |= index.coefficient(Symbol.LANES) != 0;
            }
        }.statement(body);
        return found[0];
    }
}
