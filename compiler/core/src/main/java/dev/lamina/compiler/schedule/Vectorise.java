package dev.lamina.compiler.schedule;

import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Kernel;
import dev.lamina.compiler.ir.Rewrite;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.ir.Symbol;
import dev.lamina.compiler.ir.Walk;
import java.util.List;
import java.util.Set;

/** Turns lanes into loops over vectors where all loads and stores are contiguous or uniform; other lanes stay as they are. */
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
        LaneAnalysis analysis = LaneAnalysis.of(lanes.index(), Set.of(), List.of(lanes.body()));
        if (holdsVectors(lanes.body()) || !analysis.vectorises()) {
            return super.lanes(lanes);
        }
        return LaneLoop.of(lanes.extent(), lanes.padded(), true)
                .loop(
                        lanes.index(),
                        List.of(1),
                        (columns, vector) -> vector ? analysis.widening().statement(lanes.body()) : lanes.body());
    }

    /** Whether a body contains vectors, or lanes or a contraction, which may become vectors. */
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
